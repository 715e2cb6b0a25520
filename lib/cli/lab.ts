import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { InvalidArgumentError, Option, type Command } from "commander";
import { failed, ok, renderFinding, type Finding, type Result } from "../diagnostics";
import { defaultTopology, endPrograms, kernelChoices, Lab, labFindings, labNames, labStatus, type KernelChoice, type LabNode, type LabStatus, type TopologyInput } from "../lab";

/** What the lab's commands exit with; `exec` and `ssh` pass on the command's own code. */
export const labExitCodes = { done: 0, failed: 1, usage: 2, absent: 3, partly: 4 } as const;

const explanation = `
Exit codes: 0 done · 1 failed, the reason is on standard error · 2 wrong usage · 3 there is no such lab ·
4 (status) not every node is up. exec and ssh exit with the command's own code, 255 when ssh itself failed.

The lab needs no root once its Debian packages are installed. It is reached from outside with
  ssh -F "$(npx cdktf-lvs lab ssh-config)" lvs1`;

interface LabOptions {
  readonly name: string;
}

/** Adds `cdktf-lvs lab …`. */
export function addLabCommand(program: Command): void {
  const lab = program.command("lab").description("a disposable site of virtual machines with real kernels to deploy to");
  lab.option("--name <lab>", "several labs can be up at once, by different names", "default");
  lab.addHelpText("after", explanation);
  const options = (): LabOptions => lab.opts<LabOptions>();
  addLifeCommands(lab, options);
  addNodeCommands(lab, options);
  addLookCommands(lab, options);
}

function addLifeCommands(lab: Command, options: () => LabOptions): void {
  lab
    .command("up")
    .description("bring the lab up: two routers, three real servers and a client, unless a topology says otherwise")
    .option("--topology <file>", "JSON, or a module with a default export")
    .addOption(new Option("--kernel <kernel>", "what the machines run: Debian 13's, the next Debian's (faster, but without packet filter), or what is installed here").choices(kernelChoices))
    .action(async ({ topology, kernel }: { topology?: string; kernel?: KernelChoice }) => {
      const say = narrator();
      stopOnInterrupt(say);
      const input = topology === undefined ? ok(defaultTopology) : await readTopology(topology);
      const lab = unwrap(input.ok ? await Lab.up(input.value, { name: options().name, ...(kernel === undefined ? {} : { kernel }), onProgress: say }) : input);
      if (lab === undefined) return;
      say(`lab ${lab.name} is up`);
      console.log(`Reach a node with: ssh -F ${JSON.stringify(lab.sshConfigPath)} ${lab.nodes[0]?.name ?? "NODE"}`);
    });
  lab
    .command("down")
    .description("remove the lab: machines, networks, disks; also what is left of one whose creator was killed")
    .action(async () => {
      const removed = unwrap(await Lab.down(options().name));
      if (removed !== undefined) console.error(removed ? `lab ${options().name} is gone` : `there was no lab ${options().name}`);
    });
}

function addNodeCommands(lab: Command, options: () => LabOptions): void {
  lab
    .command("ssh <node>")
    .description("a shell on a node")
    .action((name: string) => withNode(options(), name, (node) => node.session()));
  lab
    .command("exec <node> <command...>")
    .description("run a command on a node: exec NODE -- CMD ARG… (one argument alone is taken as a shell's command line)")
    .action((name: string, command: string[]) => withNode(options(), name, (node) => node.passThrough(command)));
  lab
    .command("kill <node>")
    .description("cut a node's power: nothing is written back, no packet is sent any more; its disk is kept")
    .action((name: string) =>
      withNode(options(), name, async (node) => {
        await node.kill();
        return labExitCodes.done;
      }),
    );
  lab
    .command("boot <node>")
    .description("switch a node on and wait until it can be logged in to")
    .action((name: string) =>
      withNode(options(), name, async (node) => {
        const say = narrator();
        if (await node.isRunning()) {
          say(`${name} is on already`);
          return labExitCodes.done;
        }
        say(`booting ${name}`);
        const booted = await node.boot();
        unwrap(booted);
        if (!booted.ok) return labExitCodes.failed;
        say(`${name} answers`);
        return labExitCodes.done;
      }),
    );
}

function addLookCommands(lab: Command, options: () => LabOptions): void {
  lab
    .command("status")
    .description("what is up")
    .option("--json", "for programs")
    .action(async ({ json }: { json?: true }) => {
      const status = await labStatus(options().name);
      console.log(json ? JSON.stringify(status, undefined, 2) : renderStatus(status, await labNames()));
      process.exitCode = { up: labExitCodes.done, partly: labExitCodes.partly, ruin: labExitCodes.partly, absent: labExitCodes.absent }[status.state];
    });
  lab
    .command("ssh-config")
    .description("print the path of the file for ssh -F")
    .action(async () => {
      const found = unwrap(await Lab.attach(options().name));
      if (found !== undefined) console.log(found.sshConfigPath);
    });
  lab
    .command("forward")
    .argument("<node>")
    .argument("<port>", "the node's", portNumber)
    .description("let programs of this machine reach a node's port, over TCP and UDP, at a port of 127.0.0.1 that is printed; until Ctrl-C")
    .option("--listen <port>", "the port of 127.0.0.1", portNumber, 0)
    .action(async (name: string, port: number, { listen }: { listen: number }) => {
      const found = unwrap(await Lab.attach(options().name));
      const node = found === undefined ? undefined : unwrap(found.find(name));
      if (found === undefined || node === undefined) return;
      const forward = await found.forward(node.name, port, listen);
      console.log(`127.0.0.1:${forward.port}`);
      await once(process, "SIGINT");
      await forward.stop();
    });
  lab
    .command("topology")
    .description("print the default topology, to start a file of one's own from")
    .action(() => console.log(JSON.stringify(defaultTopology, undefined, 2)));
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) throw new InvalidArgumentError("A port is an integer from 1 to 65535.");
  return port;
}

/** A lab's status as a person reads it. */
export function renderStatus(status: LabStatus, names: readonly string[]): string {
  const others = names.filter((name) => name !== status.name);
  const lines = [`lab ${status.name}: ${status.state}${status.state === "ruin" ? " (clear it with lab down)" : ""}`];
  for (const node of status.nodes) {
    const links = node.links.map((link) => `${link.interface} ${link.network} ${link.addresses.join(" ")}`.trim());
    lines.push(`  ${node.name.padEnd(10)}${node.state.padEnd(9)}${node.role.padEnd(13)}${[`mgmt0 ${node.address}`, ...links].join(" · ")}`);
  }
  if (others.length > 0) lines.push(`other labs: ${others.join(", ")}`);
  return lines.join("\n");
}

async function withNode(options: LabOptions, name: string, act: (node: LabNode) => Promise<number>): Promise<void> {
  const lab = unwrap(await Lab.attach(options.name));
  if (lab === undefined) return;
  const node = unwrap(lab.find(name));
  if (node !== undefined) process.exitCode = await act(node);
}

// Prints what went wrong and sets the exit code; undefined then.
function unwrap<T>(result: Result<T>): T | undefined {
  if (result.ok) return result.value;
  for (const finding of result.findings) console.error(renderFinding(finding));
  process.exitCode = result.findings.some(isAbsence) ? labExitCodes.absent : labExitCodes.failed;
  return undefined;
}

function isAbsence(finding: Finding): boolean {
  return finding.code === "LVS953";
}

// Ctrl-C while the image is being built: let the builder clear up its temporary files.
function stopOnInterrupt(say: (message: string) => void): void {
  process.once("SIGINT", () => {
    say("stopping; what was begun is cleared away by the next lab up, or by lab down");
    endPrograms();
    setTimeout(() => process.exit(130), 2000);
  });
}

function narrator(): (message: string) => void {
  const began = Date.now();
  return (message) => console.error(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${message}`);
}

async function readTopology(file: string): Promise<Result<TopologyInput>> {
  const path = resolve(file);
  try {
    if (path.endsWith(".json")) return ok(JSON.parse(await readFile(path, "utf8")) as TopologyInput);
    // A module may have been written for either module system: its default export may stand one level deeper.
    const module = (await import(pathToFileURL(path).href)) as { default: TopologyInput | { default: TopologyInput } };
    return ok("default" in module.default ? module.default.default : module.default);
  } catch (problem) {
    return failed(labFindings.unreadableTopology(path, problem instanceof Error ? problem.message : String(problem)));
  }
}
