import { expect, it } from "vitest";
import { findingsPage } from "../../../../scripts/findings-page";
import { CATALOGUE } from "./catalogue";
import { DNS_PAIRS } from "./dns-pairs";

/** Found between names and stacks, of which a model knows nothing, and about routes: test/unit/constructs/dns-round-robin.test.ts and upstream-routes.test.ts. */
const OF_CONSTRUCTS = ["LVS192", "LVS195", "LVS197", "LVS198", "LVS555", "LVS556", "LVS557", "LVS558", "LVS559"];

it("every code of the model on the page has a wrong configuration in the catalogue, and the other way round", () => {
  const ofTheModel = [...findingsPage().matchAll(/^\| (LVS[015]\d\d) /gm)].map(([, code]) => code);
  const proved = [...CATALOGUE.map(({ code }) => code), ...DNS_PAIRS.map(([label]) => label.slice(0, "LVS000".length)), ...OF_CONSTRUCTS];
  expect([...new Set(ofTheModel)].sort()).toEqual([...new Set(proved)].sort());
});
