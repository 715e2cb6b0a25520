import { describe, expect, it } from "vitest";
import { failed, ok } from "../../../lib/diagnostics";
import { ProviderServer, type ResourceType } from "../../../lib/provider/server";

const resource: ResourceType = {
  typeName: "demo_box",
  schema: { version: 2, description: "", attributes: { name: { type: "string", required: true, description: "" }, size: { type: "number", optional: true, description: "" } } },
  validate: () => [],
  upgrade: (state, from) =>
    state["title"] === "hopeless"
      ? failed({ code: "LVS999", severity: "error", summary: "nothing to be done", place: ["name"], remedy: "Start again" })
      : ok({ ...state, name: `${String(state["title"])} from ${from}` }),
  read: () => ({ state: null, diagnostics: [] }),
  plan: ({ proposed }) => ({ planned: proposed, diagnostics: [] }),
  apply: ({ planned }) => ({ state: planned, diagnostics: [] }),
  destroy: () => ({ state: null, diagnostics: [] }),
};
const server = new ProviderServer({ schema: resource.schema, validate: () => [], configure: () => ({ context: {}, diagnostics: [] }), resources: [resource], dataSources: [] }, () => undefined);

describe("stored state", () => {
  it("of the current version is completed; what the schema no longer has is dropped", async () => {
    expect(await server.upgrade(resource, '{"name":"a","gone":[1]}', 2)).toEqual({ state: { name: "a", size: null }, diagnostics: [] });
  });

  it("of an older version goes through the resource's upgrade", async () => {
    expect(await server.upgrade(resource, '{"title":"a","size":12345678901234567890}', 1)).toEqual({ state: { name: "a from 1", size: 12345678901234567890n }, diagnostics: [] });
  });

  it.each([
    ["the resource refuses", '{"title":"hopeless"}', 0, "LVS999: nothing to be done"],
    ["is newer than the provider", '{"name":"a"}', 3, "LVS903: the state of demo_box was written by a newer version of the provider"],
    ["doesn't fit the schema", '{"name":{"a":1}}', 2, "LVS904: the state of demo_box doesn't fit the schema"],
    ["is no object", "[1]", 2, "LVS904: the state of demo_box can't be read: it isn't an object"],
    ["is no JSON", "{", 2, "LVS900: the provider met a bug of its own while upgrading the state of demo_box"],
  ])("that %s is an error, not an empty state", async (_why, text, version, summary) => {
    const { state, diagnostics } = await server.upgrade(resource, text, version);
    expect([state, diagnostics.map((diagnostic) => diagnostic.summary)]).toEqual([null, [summary]]);
  });
});
