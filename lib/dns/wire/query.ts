import { type Answer, decode } from "dns-packet";
import { type IpAddress, parseDomainName, parseIpAddress } from "../../net";
import { OPCODES, encodeHeader } from "./header";
import { CLASSES, TYPES, encodeName, uint16 } from "./record";

/** What a server is asked. */
export interface Question {
  /** Canonical. */
  readonly name: string;
  readonly type: "A" | "AAAA" | "SOA";
}

/** A record of an answer, of the types that matter here. */
export interface ReadRecord {
  /** Canonical. */
  readonly name: string;
  readonly type: "A" | "AAAA" | "CNAME" | "SOA";
  /** Seconds. */
  readonly ttl: number;
  /** Of A and AAAA. */
  readonly address?: IpAddress;
}

/** The records of an answer. */
export interface QueryAnswer {
  readonly answers: readonly ReadRecord[];
  readonly authorities: readonly ReadRecord[];
}

export function encodeQuery(id: number, { name, type }: Question): Buffer {
  return Buffer.concat([encodeHeader({ id, opcode: OPCODES.query, counts: [1, 0, 0, 0] }), encodeName(name), uint16(TYPES[type]), uint16(CLASSES.IN)]);
}

/** `undefined` for bytes that are no message, or one that answers another question. */
export function decodeAnswer(bytes: Buffer, question: Question): QueryAnswer | undefined {
  try {
    const { questions, answers, authorities } = decode(bytes);
    const [asked, ...more] = questions ?? [];
    if (asked === undefined || more.length > 0 || parseDomainName(asked.name) !== question.name || asked.type !== question.type) return undefined;
    return { answers: records(answers), authorities: records(authorities) };
  } catch {
    return undefined;
  }
}

function records(answers: readonly Answer[] | undefined): ReadRecord[] {
  return (answers ?? []).flatMap((answer): ReadRecord[] => {
    const name = parseDomainName(answer.name);
    if (name === undefined || !("ttl" in answer) || answer.ttl === undefined) return [];
    if (answer.type === "CNAME" || answer.type === "SOA") return [{ name, type: answer.type, ttl: answer.ttl }];
    if (answer.type !== "A" && answer.type !== "AAAA") return [];
    const address = parseIpAddress(answer.data);
    return address === undefined ? [] : [{ name, type: answer.type, ttl: answer.ttl, address }];
  });
}
