import { readFileSync } from "node:fs";
import { type Command, InvalidArgumentError } from "commander";

const explanation = `
It prints a script for root on each router and real server, and does nothing itself:

  npx cdktf-lvs look-login --key preview.pub | ssh root@lvs1 sh
  npx cdktf-lvs look-login --key preview.pub | ssh ops@lvs1 sudo -n sh

Then plan with CDKTF_LVS_LOOK_ONLY=lvs-look and that key: hosts are looked at, drift is seen, and no host can be changed, whoever has the key. What the login shows
is what cdktf-lvs deployed and the state of the kernel that belongs to it. Run it again after an update of cdktf-lvs, when a plan says so.

Exit codes: 0 printed · 1 a key can't be read · 2 wrong usage.`;

interface LookLoginOptions {
  readonly key: readonly string[];
  readonly user: string;
  readonly remove?: true;
}

/** Adds `cdktf-lvs look-login`. */
export function addLookLoginCommand(program: Command): void {
  program
    .command("look-login")
    .description("print a script that gives a host a login which may only look, for plans on pull requests")
    .option("--key <file>", "public key that may log in, as in id_ed25519.pub; may be given several times", gathered, [])
    .option("--user <name>", "its login name on the hosts", loginName, "lvs-look")
    .option("--remove", "print the script that takes it away again")
    .addHelpText("after", explanation)
    .action(async (options: LookLoginOptions) => {
      process.exitCode = await lookLogin(options);
    });
}

async function lookLogin({ key, user, remove }: LookLoginOptions): Promise<number> {
  const { lookLoginRemoval, lookLoginScript } = await import("../deploy/host/look-login.js");
  if (remove === true) {
    process.stdout.write(lookLoginRemoval(user));
    return 0;
  }
  if (key.length === 0) return complain("error: give the public key that may log in: --key FILE", 2);
  const read = key.map(keysIn);
  for (const { problem } of read) if (problem !== undefined) console.error(`error: ${problem}`);
  if (read.some(({ problem }) => problem !== undefined)) return 1;
  process.stdout.write(lookLoginScript({ user, publicKeys: read.flatMap(({ keys }) => keys) }));
  return 0;
}

/** One key a line, as ssh-keygen writes them (sshd(8), AUTHORIZED_KEYS FILE FORMAT). Options would be others than ours. */
const PUBLIC_KEY = /^(?:ssh-(?:ed25519|rsa)|ecdsa-sha2-nistp\d+|sk-(?:ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com) [A-Za-z0-9+/=]+(?: [ -~]*)?$/;

function keysIn(file: string): { readonly keys: readonly string[]; readonly problem?: string } {
  try {
    const lines = readFileSync(file, "utf8").split("\n").map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
    const ours = lines.length > 0 && lines.every((line) => PUBLIC_KEY.test(line));
    if (ours) return { keys: lines };
    const isPrivate = lines.some((line) => line.includes("PRIVATE KEY"));
    return { keys: [], problem: isPrivate ? `${file} is a private key: give the public one, which ssh-keygen put beside it (.pub)` : `${file} holds no public keys as ssh-keygen writes them, one a line and without options` };
  } catch (problem) {
    return { keys: [], problem: `${file} can't be read: ${problem instanceof Error ? problem.message : String(problem)}` };
  }
}

function complain(text: string, code: number): number {
  console.error(text);
  return code;
}

function gathered(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

function loginName(text: string): string {
  if (!/^[a-z_][a-z0-9_-]{0,30}$/.test(text)) throw new InvalidArgumentError("A login name as useradd(8) takes it.");
  return text;
}
