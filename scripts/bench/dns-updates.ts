import { spawn } from "node:child_process";
import { type AddressRecords, DnsServer, readAddresses, sameRecords, byFamily, type TsigKey, writeAddresses } from "../../lib/dns";
import { type Result } from "../../lib/diagnostics";
import { formatIpAddress, parseIpAddress } from "../../lib/net";
import { type NameServer, SECRETS, startBind, ZONE } from "../../test/programs/dns/harness/name-server";
import { type Measurement } from "./figure";
import { median, medianRatio } from "./paired";

const ROUNDS = 5;
const NAMES = 1000;
const VIPS = 8;
/** Names in one message, for both; ours would put more into one. */
const BATCH = 20;

/** What a site with many names waits for. */
export const dnsUpdates: Measurement = {
  name: "dns-updates",
  about: `${NAMES.toLocaleString("en")} names with ${VIPS} addresses each, written to BIND with TSIG: the code of lvs_dns_round_robin against nsupdate, ${BATCH} names a message each, with the same prerequisites.`,
  measure: async (progress) => {
    const server = await startBind();
    try {
      const dns = new DnsServer(server.endpoint, { key: benchKey() });
      const [ours, theirs, reread, dug]: [number[], number[], number[], number[]] = [[], [], [], []];
      for (let round = 1; round <= ROUNDS; round++) {
        progress(`round ${round} of ${ROUNDS}`);
        ours.push(await seconds(() => writeAll(dns, {}, wanted(0))));
        reread.push(await seconds(() => readAll(dns, wanted(0))));
        await writeAll(dns, byFamily(wanted(0)), undefined);
        theirs.push(await seconds(() => nsupdate(server, wanted(0))));
        dug.push(await seconds(() => digAll(server)));
        await writeAll(dns, byFamily(wanted(0)), undefined);
      }
      const note = `medians of ${ROUNDS} rounds: ours ${median(ours).toFixed(2)} s, nsupdate ${median(theirs).toFixed(2)} s; ours reads all names again, two signed questions each, ${AT_A_TIME} names at a time, in ${median(reread).toFixed(2)} s; dig -f in ${median(dug).toFixed(2)} s`;
      const both = ours.map((written, round) => written + (reread[round] ?? NaN));
      return {
        figures: [
          { label: "written", value: medianRatio(ours, theirs), unit: "x", limit: 1.2 },
          { label: "written and read again, against nsupdate and dig", value: medianRatio(both, theirs.map((written, round) => written + (dug[round] ?? NaN))), unit: "x", limit: 1.2 },
          { label: "written and read again, against nsupdate's writing alone", value: medianRatio(both, theirs), unit: "x" },
        ],
        notes: [note],
      };
    } finally {
      await server.stop();
    }
  },
};

function wanted(base: number): AddressRecords {
  return { ttl: 60, addresses: Array.from({ length: VIPS }, (_, index) => parseIpAddress(`198.51.100.${base + index + 1}`) ?? { family: 4, value: 0n }) };
}

function names(): string[] {
  return Array.from({ length: NAMES }, (_, index) => `n${index}.${ZONE}`);
}

async function writeAll(dns: DnsServer, before: ReturnType<typeof byFamily>, after: AddressRecords | undefined): Promise<void> {
  const all = names();
  for (let first = 0; first < NAMES; first += BATCH) must(await writeAddresses(dns, ZONE, all.slice(first, first + BATCH).map((name) => ({ name, before, ...(after === undefined ? {} : { after }) }))));
}

/** As many names at a time as Terraform has resources in hand by default (-parallelism). */
const AT_A_TIME = 10;

async function readAll(dns: DnsServer, expected: AddressRecords): Promise<void> {
  const left = names();
  const reader = async (): Promise<void> => {
    for (let name = left.pop(); name !== undefined; name = left.pop()) {
      if (!sameRecords(must(await readAddresses(dns, name)), byFamily(expected))) throw new Error(`${name} is not as it was written`);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, reader));
}

/** One process that asks for each name and family, signed, one after the other. */
function digAll({ endpoint }: NameServer): Promise<void> {
  const [algorithm, secret] = SECRETS["lvs-256"];
  const options = [`@${endpoint.host}`, "-p", String(endpoint.port), "-y", `${algorithm}:lvs-256:${secret}`, "+noall", "+answer"];
  const child = spawn("dig", [...options, "-f", "-"], { stdio: ["pipe", "pipe", "inherit"] });
  let answers = "";
  child.stdout.on("data", (bytes: Buffer) => (answers += bytes.toString()));
  child.stdin.end(names().flatMap((name) => [`${name} A\n`, `${name} AAAA\n`]).join(""));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      // Where it has to ask again, a comment says so.
      const records = answers.split("\n").filter((line) => line !== "" && !line.startsWith(";")).length;
      if (code === 0 && records === NAMES * VIPS) resolve();
      else reject(new Error(`dig ended with ${code} after ${records} records`));
    });
  });
}

function nsupdate({ endpoint }: NameServer, { ttl, addresses }: AddressRecords): Promise<void> {
  const lines = [`server ${endpoint.host} ${endpoint.port}`, `zone ${ZONE}`];
  names().forEach((name, index) => {
    lines.push(`prereq nxrrset ${name} A`, `prereq nxrrset ${name} AAAA`, `prereq nxrrset ${name} CNAME`);
    for (const address of addresses) lines.push(`update add ${name} ${ttl} A ${formatIpAddress(address)}`);
    if (index % BATCH === BATCH - 1) lines.push("send");
  });
  const [algorithm, secret] = SECRETS["lvs-256"];
  const child = spawn("nsupdate", ["-y", `${algorithm}:lvs-256:${secret}`], { stdio: ["pipe", "ignore", "pipe"] });
  let problem = "";
  child.stderr.on("data", (bytes: Buffer) => (problem += bytes.toString()));
  child.stdin.end(`${lines.join("\n")}\n`);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => (code === 0 && problem === "" ? resolve() : reject(new Error(`nsupdate: ${problem}`))));
  });
}

function benchKey(): TsigKey {
  const [algorithm, secret] = SECRETS["lvs-256"];
  return { name: "lvs-256", algorithm, secret: Buffer.from(secret, "base64") };
}

async function seconds(act: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await act();
  return (performance.now() - began) / 1000;
}

function must<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.findings.map(({ code, summary }) => `${code}: ${summary}`).join("; "));
}
