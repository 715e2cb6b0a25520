import { type Finding } from "../../../diagnostics";

/** What is said about one name. Codes LVS420–LVS429. */

export function hasOtherAddresses(name: string, records: readonly string[]): Finding {
  return {
    code: "LVS420",
    severity: "error",
    place: ["name"],
    value: records,
    summary: `${name} has addresses already, which this state knows nothing of`,
    remedy: `Import them (terraform import ADDRESS '${name}@SERVER?key=NAME&file=PATH'), also where an apply that failed has written them; else take them away, or choose another name`,
    hostNext: "Nothing was changed there",
  };
}

export function otherThanPlanned(name: string, records: readonly string[]): Finding {
  return { code: "LVS421", severity: "error", place: ["name"], value: records, summary: `${name} has other addresses than this was planned for: somebody changed them meanwhile`, remedy: "Plan again, and look at what is there now", hostNext: "Nothing was changed there" };
}

export function stillKnown(name: string, seconds: number): Finding {
  return {
    code: "LVS422",
    severity: "error",
    place: ["name"],
    summary: `interrupted while resolvers still know what was taken out of ${name}`,
    remedy: `Let ${seconds} s pass before you stop what was behind those addresses; the zone itself is as it shall be`,
  };
}

export function notTakenOver(name: string): Finding {
  return {
    code: "LVS425",
    severity: "error",
    place: ["name"],
    value: name,
    summary: `${name} keeps its addresses: another resource of this run was to have it, and could not be created`,
    remedy: "A name that has only moved within the configuration needs a `moved` block or `terraform state mv`, and no deletion; else mend what that one's error names, and apply again. Before it is imported under the other address, let the state forget this one (`terraform state rm`)",
    hostNext: "Nothing was changed there",
  };
}

export function badDnsId(id: string): Finding {
  return {
    code: "LVS423",
    severity: "error",
    place: [],
    value: id,
    summary: "an import needs a name and its zone's server",
    remedy: "Write NAME@HOST[:PORT][?key=NAME&algorithm=hmac-sha256&file=PATH] or with env=VARIABLE instead of file, such as 'www.example.com@ns1.example.com?key=lvs&file=/etc/lvs.key'",
  };
}

export function nothingToImport(name: string): Finding {
  return { code: "LVS424", severity: "error", place: [], value: name, summary: `${name} has no addresses there`, remedy: "Compare the name with the zone, or let the next apply create it" };
}

export function othersElsewhere(name: string, records: readonly string[]): Finding {
  return {
    code: "LVS426",
    severity: "error",
    place: ["server"],
    value: records,
    summary: `${name} has other addresses at the server that is to have it from now on`,
    remedy: `Take them away there; or let the state forget the name (\`terraform state rm\`) and import it from that server (terraform import ADDRESS '${name}@SERVER?key=NAME&file=PATH')`,
    hostNext: "Nothing was changed there",
  };
}

export function stateKeepsIt(name: string): Finding {
  return {
    code: "LVS427",
    severity: "error",
    place: ["name"],
    value: name,
    summary: `${name} stays in its zone and in the state, because its server can't be spoken to as the state says`,
    remedy: "Put the secret back where the state looks for it, or apply once with the new one before the name goes; else take the addresses out by hand, let a time to live pass, and let the state forget the name (`terraform state rm`)",
    hostNext: "Nothing was changed there",
  };
}

export function leftThere(name: string, records: unknown): Finding {
  return {
    code: "LVS428",
    severity: "warning",
    place: ["name"],
    value: records,
    summary: `${name} was written for a change that failed, and has other addresses by now: they are left there, and nothing is known of it any more`,
    remedy: "Look at what is there, and take it away if nobody else wants it",
    hostNext: "Nothing was changed there",
  };
}
