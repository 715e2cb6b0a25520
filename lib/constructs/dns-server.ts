import { type DnsRoundRobinInput, type TsigAlgorithm } from "../model";
import { type Secret } from "./secret";

/** A zone's primary server, which takes dynamic updates (RFC 2136), such as BIND or Knot. */
export interface DnsServerProps {
  /** Host name or address, as the machine reaches it that Terraform runs on. */
  readonly host: string;
  /**
   * Port, for UDP and TCP.
   * @default 53
   */
  readonly port?: number;
  /**
   * What questions and updates are signed with (TSIG, RFC 8945).
   * @default they are not signed: the server has to know us by our address
   */
  readonly key?: TsigKeyProps;
}

/** A TSIG key, as both sides know it. */
export interface TsigKeyProps {
  /** Its name on the server. */
  readonly name: string;
  /**
   * Algorithm.
   * @default "hmac-sha256"
   */
  readonly algorithm?: TsigAlgorithm;
  /** Where its secret is: base64, or a key statement as tsig-keygen(8) prints it. */
  readonly secret: Secret;
}

/** @internal */
export function serverModel({ host, port, key }: DnsServerProps): DnsRoundRobinInput["server"] {
  return { host, port, key: key && { name: key.name, algorithm: key.algorithm, secret: key.secret.toModel() } };
}
