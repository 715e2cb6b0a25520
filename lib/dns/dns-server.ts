import { randomInt } from "node:crypto";
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { failed, ok, type Finding, type Result } from "../diagnostics";
import { type Endpoint, exchange, type Patience } from "./exchange";
import { SERVER_SILENT, SERVER_UNREACHABLE, changedMeanwhile, clocksDiffer, forgedAnswer, interruptedQuestion, keyUnknown, notAnAnswer, notAuthoritative, otherZone, questionRefused, refused, secretDiffers, serverFailed, serverUnreachable, signatureTooShort, unsignedAnswer } from "./findings";
import { type Header, type Question, type QueryAnswer, type TsigKey, type TsigProblem, type Update, decodeAnswer, decodeHeader, encodeQuery, encodeUpdate, sign, verify } from "./wire";

/** How a server is spoken to. */
export interface DnsServerOptions {
  /** Signs every question and every update, and has every answer proved. @default neither */
  readonly key?: TsigKey;
  readonly patience?: Patience;
  readonly signal?: AbortSignal;
}

/** What a server answers of itself: it is the zone's primary or one of its secondaries. */
export interface AuthoritativeAnswer extends QueryAnswer {
  readonly exists: boolean;
}

/** How long the server's own name may take to be found, in milliseconds. */
const LOOKUP_MS = 10_000;

/** At how many addresses that say nothing a server is asked: 33 s, if each costs all the patience that there is. Those that refuse a connection cost nothing. */
const SILENT_ADDRESSES = 3;

/** What a message is for. An update that was sent may have been made, whether or not anybody heard of it. */
type Purpose = "question" | "update";

const RCODE = { NOERROR: 0, NXDOMAIN: 3, REFUSED: 5, YXDOMAIN: 6, YXRRSET: 7, NXRRSET: 8, NOTAUTH: 9, NOTZONE: 10 } as const;

/** A zone's own server: asked without recursion, and told of changes. Every answer is proved to be its own when there is a key. */
export class DnsServer {
  private resolved: Promise<Result<readonly Endpoint[]>> | undefined;

  constructor(
    readonly endpoint: Endpoint,
    private readonly options: DnsServerOptions = {},
  ) {}

  /** The same, at the same address, for what has to be known although the person interrupted. */
  uninterrupted(): DnsServer {
    const { key, patience } = this.options;
    const other = new DnsServer(this.endpoint, { ...(key === undefined ? {} : { key }), ...(patience === undefined ? {} : { patience }) });
    other.resolved = this.resolved;
    return other;
  }

  /** What it knows of a name with authority. */
  async query(question: Question): Promise<Result<AuthoritativeAnswer>> {
    const what = `the question for ${question.type} of ${question.name}`;
    const said = await this.ask(encodeQuery(randomInt(65_536), question), { what, purpose: "question" });
    if (!said.ok) return said;
    const { header, bytes } = said.value;
    if (header.rcode === RCODE.REFUSED) return failed(questionRefused(this.endpoint, what));
    if (header.rcode === RCODE.NOTAUTH) return failed(notAuthoritative(this.endpoint, question.name));
    if (header.rcode !== RCODE.NOERROR && header.rcode !== RCODE.NXDOMAIN) return failed(serverFailed(this.endpoint, { what, rcode: header.rcode }));
    if (!header.isAuthoritative) return failed(notAuthoritative(this.endpoint, question.name));
    const answer = decodeAnswer(bytes, question);
    return answer === undefined ? failed(notAnAnswer(this.endpoint, what)) : ok({ ...answer, exists: header.rcode === RCODE.NOERROR });
  }

  /** Has a change made, all of it or nothing. @param names what is changed, for the person who reads of it */
  async update(update: Update, names: string): Promise<Result<void>> {
    if (this.options.signal?.aborted === true) return failed(interruptedQuestion(this.endpoint));
    const what = `the update of ${names} in zone ${update.zone}`;
    const said = await this.ask(encodeUpdate(randomInt(65_536), update), { what, purpose: "update" });
    if (!said.ok) return said;
    const problem = this.againstUpdate(said.value.header.rcode, { what, names, zone: update.zone });
    return problem === undefined ? ok(undefined) : failed(problem);
  }

  private againstUpdate(rcode: number, { what, names, zone }: { readonly what: string; readonly names: string; readonly zone: string }): Finding | undefined {
    switch (rcode) {
      case RCODE.NOERROR:
        return undefined;
      case RCODE.NXDOMAIN:
      case RCODE.YXDOMAIN:
      case RCODE.YXRRSET:
      case RCODE.NXRRSET:
        return changedMeanwhile(this.endpoint, names);
      case RCODE.REFUSED:
        return refused(this.endpoint, what);
      case RCODE.NOTAUTH:
      case RCODE.NOTZONE:
        return otherZone(this.endpoint, zone);
      default:
        return serverFailed(this.endpoint, { what, rcode });
    }
  }

  /** An answer that is the server's own. */
  private async ask(request: Buffer, { what, purpose }: { readonly what: string; readonly purpose: Purpose }): Promise<Result<{ readonly header: Header; readonly bytes: Buffer }>> {
    const { key, patience, signal } = this.options;
    const signed = key === undefined ? undefined : sign(request, key, secondsNow());
    const reply = await this.exchanged(signed?.message ?? request, purpose, { ...(patience === undefined ? {} : { patience }), ...(signal === undefined ? {} : { signal }) });
    if (!reply.ok) return reply;
    const header = decodeHeader(reply.value);
    if (header === undefined) return failed(notAnAnswer(this.endpoint, what));
    if (key !== undefined && signed !== undefined) {
      const problem = verify(reply.value, key, signed.mac, secondsNow());
      if (problem !== undefined && !(problem === "unsigned" && isRefusal(header))) return failed(this.against(problem, key, header));
    }
    return ok({ header, bytes: reply.value });
  }

  /**
   * With the first of its addresses that answers, which is the only one from then on: an update and its proof go to the same one. An update goes to one address in any
   * case: two of them may be two servers, of which each would make it.
   */
  private async exchanged(message: Buffer, purpose: Purpose, how: NonNullable<Parameters<typeof exchange>[2]>): Promise<Result<Buffer>> {
    const addresses = await this.addresses();
    if (!addresses.ok) return addresses;
    const unheard: Finding[] = [];
    for (const address of addresses.value.slice(0, purpose === "update" ? 1 : undefined)) {
      const reply = await exchange(address, message, how);
      if (reply.ok) this.resolved = Promise.resolve(ok([address]));
      if (reply.ok || !reply.findings.every(({ code }) => code === SERVER_UNREACHABLE || code === SERVER_SILENT)) return reply;
      unheard.push(...reply.findings);
      if (unheard.filter(({ code }) => code === SERVER_SILENT).length === SILENT_ADDRESSES) break;
    }
    return failed(...unheard);
  }

  /** Where it is, looked up once. */
  private addresses(): Promise<Result<readonly Endpoint[]>> {
    const { host, port } = this.endpoint;
    this.resolved ??= isIP(host) !== 0 ? Promise.resolve(ok([{ host, port }])) : this.lookUp();
    return this.resolved;
  }

  private async lookUp(): Promise<Result<readonly Endpoint[]>> {
    const { host, port } = this.endpoint;
    const ended = new AbortController();
    const late = sleep(LOOKUP_MS, undefined, { signal: ended.signal }).catch(() => undefined);
    const found = await Promise.race([lookup(host, { all: true }).catch((problem: unknown) => problem as Error), late]);
    ended.abort();
    if (Array.isArray(found)) return ok(found.map(({ address }) => ({ host: address, port, of: host })));
    return failed(serverUnreachable(this.endpoint, found?.message ?? `its name is not found within ${LOOKUP_MS / 1000} s`));
  }

  private against(problem: TsigProblem, key: TsigKey, { rcode }: Header): Finding {
    switch (problem) {
      case "unsigned":
        return unsignedAnswer(this.endpoint, rcode);
      case "forged":
        return forgedAnswer(this.endpoint, key);
      case "unknown key":
        return keyUnknown(this.endpoint, key);
      case "wrong secret":
        return secretDiffers(this.endpoint, key);
      case "clock":
        return clocksDiffer(this.endpoint);
      case "short":
        return signatureTooShort(this.endpoint);
    }
  }
}

/** Many servers don't sign what they don't do. Whoever forges such an answer stops us, and no more. */
function isRefusal({ rcode }: Header): boolean {
  return ([RCODE.REFUSED, RCODE.NOTAUTH, RCODE.NOTZONE] as number[]).includes(rcode);
}

function secondsNow(): number {
  return Math.floor(Date.now() / 1000);
}
