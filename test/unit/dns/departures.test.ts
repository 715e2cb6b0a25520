import { beforeEach, describe, expect, it } from "vitest";
import { addressKey, claiming, forgetClaims, stillLeading } from "../../../lib/provider/resources/claims";
import { keysOf } from "../../../lib/provider/resources/dns/keys";
import { planName } from "../../../lib/provider/resources/dns/plan";
import { type LvsContext } from "../../../lib/provider/resources/lvs-context";
import { type Call, type Diagnostic, type ObjectValue, type Outcome, type ResourceType, UNKNOWN } from "../../../lib/provider/server";

const call: Call<LvsContext> = { provider: { ssh: {}, notYetKnown: [] }, signal: new AbortController().signal, log: () => undefined };
const name = (...addresses: string[]): ObjectValue => ({ name: "www.example.com", addresses, ttl_seconds: 60, withdraw_seconds: null, zone: null, records: null, server: { host: "ns1.example.com", port: 53, key: null } });
const ERROR: Diagnostic = { severity: "error", summary: "LVS422: interrupted", detail: "" };

/** A name whose operations end when the test says so. */
function slowName(): { readonly type: ResourceType<LvsContext>; end(diagnostics?: readonly Diagnostic[]): void; fall(): void } {
  let resolve: (outcome: Outcome) => void = () => undefined;
  let reject: (problem: Error) => void = () => undefined;
  const ended = new Promise<Outcome>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  const type = { typeName: "lvs_dns_round_robin", apply: () => ended, destroy: () => ended } as unknown as ResourceType<LvsContext>;
  return { type: claiming(type, (value) => Promise.resolve(keysOf(value))), end: (diagnostics = []) => resolve({ state: null, diagnostics }), fall: () => reject(new Error("a mistake")) };
}

const BERLIN = [addressKey("2001:DB8:0::10"), addressKey("198.51.100.10")];
const BY = "name www.example.com at ns1.example.com port 53";

describe("what a name leads to", () => {
  beforeEach(forgetClaims);

  it.each<[string, { readonly prior: ObjectValue; readonly planned: ObjectValue | null }, "end" | "fall" | "error", readonly string[]]>([
    ["is left when an update has taken it out", { prior: name("203.0.113.10", "198.51.100.10"), planned: name("203.0.113.10") }, "end", []],
    ["is not left when that update failed", { prior: name("203.0.113.10", "198.51.100.10"), planned: name("203.0.113.10") }, "error", [BY]],
    ["is not left when that update fell over", { prior: name("203.0.113.10", "198.51.100.10"), planned: name("203.0.113.10") }, "fall", [BY]],
    ["is left when the name is gone", { prior: name("2001:db8::10"), planned: null }, "end", []],
    ["is not left when the name could not be destroyed", { prior: name("2001:db8::10"), planned: null }, "error", [BY]],
    ["counts with what somebody else gave it", { prior: { ...name("203.0.113.10"), records: ["30 AAAA 2001:db8::10"] }, planned: name("203.0.113.10") }, "error", [BY]],
    ["is waited for by nothing else", { prior: name("203.0.113.10", "198.51.100.10"), planned: name("198.51.100.10") }, "error", []],
    ["is not left by a name that keeps it", { prior: name("198.51.100.10"), planned: name("198.51.100.10") }, "error", []],
  ])("%s", async (_what, { prior, planned }, how, expected) => {
    const { type, end, fall } = slowName();
    const work = Promise.resolve(planned === null ? type.destroy({ prior, privateState: "" }, call) : type.apply({ prior, planned, config: planned, privateState: "" }, call)).catch(() => undefined);
    const deletion = stillLeading(BERLIN);
    setTimeout(() => (how === "fall" ? fall() : end(how === "error" ? [ERROR] : [])), 400);
    expect(await deletion).toEqual(expected);
    await work;
  });

  it("is waited for until the name has ended", async () => {
    const { type, end } = slowName();
    void type.destroy({ prior: name("198.51.100.10"), privateState: "" }, call);
    let isOver = false;
    const deletion = stillLeading(BERLIN).then(() => (isOver = true));
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(isOver).toBe(false);
    end();
    await deletion;
  });

  it("is forgotten when another run begins", async () => {
    const { type, end } = slowName();
    const work = type.destroy({ prior: name("198.51.100.10"), privateState: "" }, call);
    end([ERROR]);
    await work;
    expect(await stillLeading(BERLIN)).toEqual([BY]);
    forgetClaims();
    expect(await stillLeading(BERLIN)).toEqual([]);
  });
});

describe("a plan of a name", () => {
  const config = name("203.0.113.10");
  const begun = { name: "new.example.com", server: config["server"] as object, zone: null, records: ["60 A 203.0.113.10"] };
  const records = (privateState: string, change: object = {}) => planName({ prior: config, proposed: { ...config, ...change }, config: { ...config, ...change }, privateState }).planned["records"];

  it.each<[string, string, object, unknown]>([
    ["has something to do where a rename failed and was taken back", JSON.stringify({ begun: [begun] }), {}, UNKNOWN],
    ["says its records where the rename is tried again", JSON.stringify({ begun: [begun] }), { name: "NEW.example.com." }, ["60 A 203.0.113.10"]],
    ["says its records where there was none", "", {}, ["60 A 203.0.113.10"]],
    ["passes over what it can't read", "{", {}, ["60 A 203.0.113.10"]],
    ["passes over what has another form", JSON.stringify({ begun: ["new.example.com"], knownUntil: 7 }), {}, ["60 A 203.0.113.10"]],
  ])("%s", (_what, privateState, change, expected) => expect(records(privateState, change)).toEqual(expected));
});
