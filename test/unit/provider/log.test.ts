import { expect, it } from "vitest";
import { hclog } from "../../../lib/provider/wire";

it("writes one JSON line with a time of six fractional digits, which is what Terraform's log takes", () => {
  const lines: string[] = [];
  hclog((line) => lines.push(line), () => new Date("2026-03-04T05:06:07.089Z"))("warn", "two\nlines", { host: "lvs1" });
  expect(lines).toEqual(['{"host":"lvs1","@level":"warn","@message":"two\\nlines","@module":"provider.lvs","@timestamp":"2026-03-04T05:06:07.089000Z"}\n']);
});
