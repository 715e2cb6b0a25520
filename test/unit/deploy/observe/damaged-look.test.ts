import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HostSession } from "../../../../lib/deploy/host-session";
import { observeCommand } from "../../../../lib/deploy/host/host-commands";
import { parseObservation } from "../../../../lib/deploy/observe";

let directory: string;
let whole: string;
const request = (): Parameters<typeof observeCommand>[0] => ({ cluster: "www", facts: [], paths: [join(directory, "one"), join(directory, "two"), join(directory, "none")] });

/** What the script prints on this very machine. */
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "lvs-observe-"));
  for (const [name, text] of [["one", "first\n"], ["two", "x".repeat(4000)]] as const) {
    writeFileSync(join(directory, name), text);
    chmodSync(join(directory, name), 0o644);
  }
  const { script, stdin } = observeCommand(request());
  whole = execFileSync("/bin/sh", ["-c", script], { input: String(stdin), encoding: "utf8" });
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The look with other bytes where the packed files are. */
function withFiles(change: (packed: Buffer) => Uint8Array): string {
  return whole.replace(/(?<=@@ files\n)[^\n]*/, (packed) => Buffer.from(change(Buffer.from(packed, "base64"))).toString("base64"));
}

describe("a look at a host", () => {
  it("gives the files that are there", async () => {
    const observed = await parseObservation(whole, request());
    expect(observed?.files).toEqual({ [join(directory, "one")]: { content: "first\n", mode: "644" }, [join(directory, "two")]: { content: "x".repeat(4000), mode: "644" } });
  });

  it.each([
    ["in the middle of a file", 3000],
    ["in the middle of a header", 300],
    ["between two files", 1024],
    ["before the first", 0],
  ])("whose files were cut off %s gives nothing", async (_where, length) => {
    expect(await parseObservation(withFiles((packed) => packed.subarray(0, length)), request())).toBeUndefined();
  });

  it("whose files are damaged gives nothing", async () => {
    expect(await parseObservation(withFiles((packed) => packed.fill(0xff, 0, 100)), request())).toBeUndefined();
  });

  it("may lack files where there is no tar to pack them", async () => {
    const without = withFiles(() => new Uint8Array()).replace("@@ missing\n", "@@ missing\ntar\n");
    expect(await parseObservation(without, request())).toMatchObject({ files: {}, missingTools: expect.arrayContaining(["tar"]) });
  });

  it("that is damaged is a finding of the host, not an exception", async () => {
    const stdout = withFiles((packed) => packed.subarray(0, 3000));
    const session = new HostSession("lvs1", { host: "lvs1" }, {
      connector: {
        connect: async (address) => ({
          ok: true,
          findings: [],
          value: { address, run: async () => ({ kind: "exited", code: 0, stdout, stderr: "", durationMs: 1 }), close: async () => undefined },
        }),
      },
    });
    expect(await session.observe(request())).toMatchObject({ ok: false, findings: [{ code: "LVS312", severity: "error", place: ["hosts", "lvs1"] }] });
  });
});
