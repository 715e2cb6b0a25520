// Started by a test as a process of its own: it must end by itself once the connection is closed.
import { createRequire } from "node:module";
import { createSshConnector, describeTarget } from "../../../../lib/deploy/ssh";

const [settings = "{}", port = "0"] = process.argv.slice(2);
const loaded = (): boolean => Object.keys(createRequire(__filename).cache).some((path) => path.includes("/node_modules/ssh2/"));

async function main(): Promise<void> {
  const connector = createSshConnector(JSON.parse(settings));
  describeTarget({ host: "127.0.0.1" }, JSON.parse(settings));
  const early = loaded();
  const connected = await connector.connect({ host: "127.0.0.1", port: Number(port) });
  if (!connected.ok) throw new Error(JSON.stringify(connected.findings));
  const outcome = await connected.value.run({ script: "echo done" });
  await connected.value.close();
  process.stdout.write(JSON.stringify({ early, late: loaded(), stdout: outcome.stdout, closedAt: Date.now() }));
}

void main();
