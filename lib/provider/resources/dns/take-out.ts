import { ok, failed, type Result } from "../../../diagnostics";
import { type FoundRecords, ownAddresses, sameRecords, writeAndProve } from "../../../dns";
import { type DnsRoundRobin } from "../../../model";
import { otherThanPlanned } from "./findings";
import { recordsValue } from "./records-value";
import { type NamePlace, zoneOf } from "./server-of";

/**
 * Takes a name's addresses out, if they are still those that are known of it. What is an alias by now has none.
 *
 * @param isKnown whether records, as a state has them, are those
 * @returns what was there
 */
export async function takeOut(declared: DnsRoundRobin, place: NamePlace, isKnown: (records: readonly string[]) => boolean): Promise<Result<FoundRecords>> {
  const { server, name } = place;
  const zone = await zoneOf(declared, place);
  if (!zone.ok) return zone;
  const found = await ownAddresses(server, zone.value, name);
  if (!found.ok) return found;
  if (found.value.alias === true || sameRecords(found.value, {})) return ok({});
  const texts = recordsValue(found.value);
  if (!isKnown(texts)) return failed(otherThanPlanned(name, texts));
  const written = await writeAndProve(server, zone.value, { name, before: found.value });
  return written.ok ? found : written;
}
