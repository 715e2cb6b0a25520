import { isWithin, parseDomainName } from "../../net";
import { type DnsRoundRobin } from "../dns-round-robin";
import { addressOf, keyOfAddress, unusableBecause } from "./addresses";
import { type DnsRoundRobinCheck, type Report } from "./check";
import { eachItem, eachRepeat } from "./each";

/** Can the name have these addresses, and can its server be told of them? */
export const DNS_CHECKS: readonly DnsRoundRobinCheck[] = [
  { code: "LVS550", severity: "error", title: "A name is outside its zone", remedy: "Give the zone that the name stands in, or leave it out", run: outsideZone },
  { code: "LVS551", severity: "error", title: "A name has no address", remedy: "Give it at least one VIP: clients that ask for a name without addresses are sent away", run: noAddress },
  { code: "LVS552", severity: "error", title: "A name has an address twice", remedy: "Leave one of them out: a set of records holds each once, so it gets no greater share", run: addressTwice },
  { code: "LVS553", severity: "error", title: "A name's address can't be reached by clients", remedy: "Write an ordinary unicast address that clients can reach", run: unusableAddress },
  { code: "LVS554", severity: "error", title: "A secret is in one place, a file or an environment variable", remedy: "Give one of file and env", run: onePlace },
];

function outsideZone({ name, zone }: DnsRoundRobin, report: Report): void {
  if (zone === undefined || isWithin(parseDomainName(name) ?? name, parseDomainName(zone) ?? zone)) return;
  report({ place: ["zone"], value: zone, summary: `${name} does not end in ${zone}` });
}

function noAddress({ addresses }: DnsRoundRobin, report: Report): void {
  if (addresses.length === 0) report({ place: ["addresses"], summary: "there is no address" });
}

function addressTwice({ addresses }: DnsRoundRobin, report: Report): void {
  const items = Array.from({ length: addresses.length }, (_, index) => index);
  eachRepeat(items, (index) => keyOfAddress(addresses[index] ?? ""), (index, first) => report({ place: ["addresses", index], value: addresses[index], summary: `${addresses[index]} stands at ${first} already` }));
}

function unusableAddress({ addresses }: DnsRoundRobin, report: Report): void {
  eachItem(addresses, (address, index) => {
    const reason = unusableBecause(addressOf(address));
    if (reason !== undefined) report({ place: ["addresses", index], value: address, summary: `${address} is ${reason}` });
  });
}

function onePlace({ server }: DnsRoundRobin, report: Report): void {
  const secret = server.key?.secret;
  if (secret === undefined || (secret.file === undefined) !== (secret.env === undefined)) return;
  report({ place: ["server", "key", "secret"], summary: secret.file === undefined ? "neither a file nor an environment variable is given" : "both a file and an environment variable are given" });
}
