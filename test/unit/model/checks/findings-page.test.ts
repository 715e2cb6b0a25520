import { expect, it } from "vitest";
import { findingsPage } from "../../../../scripts/findings-page";
import { CATALOGUE } from "./catalogue";

it("every code of the model on the page has a wrong configuration in the catalogue, and the other way round", () => {
  const ofTheModel = [...findingsPage().matchAll(/^\| (LVS[015]\d\d) /gm)].map(([, code]) => code);
  expect([...new Set(ofTheModel)].sort()).toEqual([...new Set(CATALOGUE.map(({ code }) => code))].sort());
});
