/**
 * Compiles lib/provider/wire/protocol/*.proto to lib/provider/wire/generated/: `npx tsx scripts/generate-protocol.ts`.
 * Needed only when a .proto changes; fetches the two tools by npx, since nothing else here uses them.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const wire = join(__dirname, "../lib/provider/wire");
const template = {
  version: "v2",
  inputs: [{ directory: join(wire, "protocol") }],
  plugins: [{ local: "protoc-gen-es", out: join(wire, "generated"), opt: ["target=ts", "import_extension=none"] }],
};
const tools = ["@bufbuild/buf@1.75.0", "@bufbuild/protoc-gen-es@2.17.0", "@bufbuild/protobuf@2.17.0"];
const packages = tools.flatMap((tool) => ["--package", tool]);
const { status } = spawnSync("npx", ["--yes", ...packages, "--", "buf", "generate", "--template", JSON.stringify(template)], { stdio: "inherit" });
process.exitCode = status ?? 1;
