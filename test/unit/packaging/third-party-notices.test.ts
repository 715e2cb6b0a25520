import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Metafile } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildLibrary } from "../../../scripts/build-library";
import { buildProvider } from "../../../scripts/build-provider";
import { thirdPartyNotices } from "../../../scripts/third-party-notices";

const ROOT = join(__dirname, "../../..");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lvs-notices-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function packages(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(folder, "packages-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, "node_modules", path)), { recursive: true });
    writeFileSync(join(root, "node_modules", path), text);
  }
  return root;
}

/** What esbuild says of one bundle: bytes by file. */
function metafile(bytes: Readonly<Record<string, number>>): Metafile {
  const inputs = Object.fromEntries(Object.entries(bytes).map(([file, bytesInOutput]) => [file, { bytesInOutput }]));
  return { inputs: {}, outputs: { "out.js": { bytes: 1, inputs, imports: [], exports: [] } } };
}

const manifest = (name: string, rest: object): string => JSON.stringify({ name, version: "1.2.3", ...rest });
const RULE = "=".repeat(80);

describe("the notices of what is bundled", () => {
  it("name each package once, with its version and its own licence text", () => {
    const root = packages({
      "tar/package.json": manifest("tar", { license: "MIT" }),
      "tar/LICENSE": "Take it.\n",
      "tar/NOTICE": "Thanks.\n",
      "@keys/rsa/package.json": manifest("@keys/rsa", { licenses: [{ type: "ISC" }] }),
      "@keys/rsa/licence.md": "Take this, too.",
    });
    const library = metafile({ "lib/index.ts": 10, "node_modules/tar/a.js": 5 });
    const provider = metafile({ "node_modules/tar/deep/b.js": 5, "node_modules/@keys/rsa/index.js": 7, "node_modules/shaken/off.js": 0 });
    expect(thirdPartyNotices(root, [library, provider]).split("\n\n").slice(1)).toEqual([
      `${RULE}\n@keys/rsa 1.2.3, licence ISC\n${RULE}`,
      "Take this, too.",
      `${RULE}\ntar 1.2.3, licence MIT\n${RULE}`,
      "Take it.",
      "Thanks.",
      "",
    ]);
  });

  it("tell a package apart that stands inside of another", () => {
    const root = packages({ "a/node_modules/b/package.json": manifest("b", { license: "MIT" }), "a/node_modules/b/COPYING": "b's" });
    expect(thirdPartyNotices(root, [metafile({ "node_modules/a/node_modules/b/index.js": 1 })])).toContain("\nb 1.2.3, licence MIT\n");
  });

  it("take the headings of the sources and the common text where a package has no file for it", () => {
    const root = packages({
      "rpc/package.json": manifest("rpc", { license: "Apache-2.0" }),
      "rpc/a.js": '"use strict";\n// Copyright 2020 The Makers\n//   of it\nlet a;\n',
      "rpc/b.js": "/*\n * Copyright 2020 The Makers\n *   of it\n */\nlet b;\n",
      "rpc/c.js": "// Copyright 2020 The Makers\n//   of it\n// Counts.\nlet c;\n",
      "rpc/d.js": "// Just a comment\nlet d; // Copyright\n",
    });
    const notices = thirdPartyNotices(root, [metafile(Object.fromEntries(["a", "b", "c", "d"].map((name) => [`node_modules/rpc/${name}.js`, 1])))]);
    expect(notices).toContain(`${RULE}\n\nCopyright 2020 The Makers\n  of it\n\nApache License\n`);
    expect(notices.match(/The Makers/g)).toHaveLength(1);
  });

  it("are refused where a package says nothing", () => {
    const root = packages({ "mute/package.json": manifest("mute", {}), "mute/index.js": "let a;\n" });
    expect(() => thirdPartyNotices(root, [metafile({ "node_modules/mute/index.js": 1 })])).toThrow("mute is bundled, but has no licence text");
  });

  it("name every library that our own bundles have from package.json, and each with a licence", async () => {
    const bundles = [await buildLibrary(join(folder, "index.js")), await buildProvider({ outfile: join(folder, "provider.cjs") })];
    const heads = [...thirdPartyNotices(ROOT, bundles.map((bundle) => bundle.metafile)).matchAll(/^=+\n(.+) \d+\.\d+\.\d+, licence (.+)\n=+$/gm)];
    expect(heads.map(([, name]) => name)).toEqual(expect.arrayContaining(["@bufbuild/protobuf", "@connectrpc/connect-node", "@msgpack/msgpack", "ssh2", "tar-stream", "zod"]));
    expect(heads.map(([, , licence]) => licence)).not.toContain("");
  });
});
