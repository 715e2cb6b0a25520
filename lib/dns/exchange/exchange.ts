import { failed, type Result } from "../../diagnostics";
import { interruptedQuestion, serverSilent, serverUnreachable, truncatedTwice } from "../findings";
import { decodeHeader } from "../wire";
import { overTcp } from "./tcp";
import { overUdp } from "./udp";

/** Where a server listens. */
export interface Endpoint {
  /** Address; of a {@link import("../dns-server").DnsServer} also a host name, which it looks up once. */
  readonly host: string;
  /** @default 53 */
  readonly port: number;
  /** The host name that was looked up, where it is one of its addresses; for the person who reads of it. */
  readonly of?: string;
}

/** How long somebody waits for an answer. */
export interface Patience {
  /** Milliseconds for each of the tries over UDP. */
  readonly udpMs: readonly number[];
  /** Milliseconds for all of it over TCP. */
  readonly tcpMs: number;
}

/** About as patient as resolvers are: eleven seconds for an address at which nobody says anything. */
export const PATIENCE: Patience = { udpMs: [1000, 2000, 3000], tcpMs: 5000 };

/** Octets that any server takes in a datagram (RFC 1035 §4.2.1). */
const DATAGRAM = 512;

/** What became of a message. */
export type Reply = { readonly answer: Buffer } | { readonly problem: "silent" } | { readonly problem: "unreachable"; readonly why: string };

/**
 * Sends a message and waits for what answers it. Over UDP, as often as there is patience for; over TCP when it is too long for a datagram, when the answer was
 * (`TC`), or when nothing came back over UDP.
 */
export async function exchange(server: Endpoint, message: Buffer, { patience = PATIENCE, signal }: { readonly patience?: Patience; readonly signal?: AbortSignal } = {}): Promise<Result<Buffer>> {
  const replies: Reply[] = [];
  if (signal?.aborted === true) return failed(interruptedQuestion(server));
  if (message.length <= DATAGRAM) {
    const reply = await overUdp(server, message, patience.udpMs, signal);
    if ("answer" in reply && decodeHeader(reply.answer)?.isTruncated === false) return { ok: true, value: reply.answer, findings: [] };
    replies.push(reply);
    if (isAborted(signal)) return failed(interruptedQuestion(server));
  }
  const reply = await overTcp(server, message, patience.tcpMs, signal);
  if (!("answer" in reply)) return failed(isAborted(signal) ? interruptedQuestion(server) : whyNot(server, [...replies, reply]));
  return decodeHeader(reply.answer)?.isTruncated === true ? failed(truncatedTwice(server)) : { ok: true, value: reply.answer, findings: [] };
}

/** Asked anew each time: it fires while others are waited for. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function whyNot(server: Endpoint, replies: readonly Reply[]) {
  const why = replies.flatMap((reply) => ("why" in reply ? [reply.why] : []));
  return why.length > 0 ? serverUnreachable(server, [...new Set(why)].join("; ")) : serverSilent(server);
}
