import { failed, ok, type Result } from "../../../diagnostics";
import { DnsServer, findZone, readKey, zoneDiffers } from "../../../dns";
import { parseDomainName } from "../../../net";
import { type DnsRoundRobin } from "../../../model";
import { type Call } from "../../server";
import { type LvsContext } from "../lvs-context";

/** Where a name stands: the server that is asked and told, and the name as it is written there. */
export interface NamePlace {
  readonly server: DnsServer;
  readonly name: string;
}

/** The server, with its secret read from where it is kept. */
export async function placeOf({ name, server: { host, port, key } }: DnsRoundRobin, { signal }: Pick<Call<LvsContext>, "signal">): Promise<Result<NamePlace>> {
  const place = (server: DnsServer): Result<NamePlace> => ok({ server, name: parseDomainName(name) ?? name });
  if (key === undefined) return place(new DnsServer({ host, port }, { signal }));
  const { file, env } = key.secret;
  const read = await readKey({ name: key.name, algorithm: key.algorithm, secret: env === undefined ? { file: file ?? "" } : { env } });
  return read.ok ? place(new DnsServer({ host, port }, { key: read.value, signal })) : read;
}

/** The zone that the server says; another one that was declared would put records where nobody finds them. */
export async function zoneOf({ zone }: DnsRoundRobin, { server, name }: NamePlace): Promise<Result<string>> {
  const found = await findZone(server, name);
  const declared = zone === undefined ? undefined : (parseDomainName(zone) ?? zone);
  if (!found.ok || declared === undefined || declared === found.value) return found;
  return failed(zoneDiffers(server.endpoint, { name, declared, found: found.value }));
}
