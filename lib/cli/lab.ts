import { InvalidArgumentError, Option, type Command } from "commander";
// Not the room's door: what is behind it is only loaded by a command that needs it.
import { kernelChoices } from "../lab/kernel-choice";
import type * as Actions from "./lab-actions";
import { type LabOptions, type TopologyOptions } from "./lab-actions";

const explanation = `
Exit codes: 0 done · 1 failed, the reason is on standard error · 2 wrong usage · 3 there is no such lab ·
4 (status) not every node is up. exec and ssh exit with the command's own code, 255 when ssh itself failed.

The lab needs no root once its Debian packages are installed. It is reached from outside with
  ssh -F "$(npx cdktf-lvs lab ssh-config)" lvs1`;

/** What a command of the lab does; loaded when one is called. */
const actions = async (): Promise<typeof Actions> => import("./lab-actions.js");

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
    .action(async (topology: TopologyOptions) => (await actions()).up(options(), topology));
  lab
    .command("down")
    .description("remove the lab: machines, networks, disks; also what is left of one whose creator was killed")
    .action(async () => (await actions()).down(options()));
}

function addNodeCommands(lab: Command, options: () => LabOptions): void {
  lab
    .command("ssh <node>")
    .description("a shell on a node")
    .action(async (node: string) => (await actions()).shell(options(), node));
  lab
    .command("exec <node> <command...>")
    .description("run a command on a node: exec NODE -- CMD ARG… (one argument alone is taken as a shell's command line)")
    .action(async (node: string, command: string[]) => (await actions()).exec(options(), node, command));
  lab
    .command("kill <node>")
    .description("cut a node's power: nothing is written back, no packet is sent any more; its disk is kept")
    .action(async (node: string) => (await actions()).kill(options(), node));
  lab
    .command("boot <node>")
    .description("switch a node on and wait until it can be logged in to")
    .action(async (node: string) => (await actions()).boot(options(), node));
}

function addLookCommands(lab: Command, options: () => LabOptions): void {
  lab
    .command("status")
    .description("what is up")
    .option("--json", "for programs")
    .action(async ({ json }: { json?: true }) => (await actions()).status(options(), json === true));
  lab
    .command("ssh-config")
    .description("print the path of the file for ssh -F")
    .action(async () => (await actions()).sshConfig(options()));
  lab
    .command("forward")
    .argument("<node>")
    .argument("<port>", "the node's", portNumber)
    .description("let programs of this machine reach a node's port, over TCP and UDP, at a port of 127.0.0.1 that is printed; until Ctrl-C")
    .option("--listen <port>", "the port of 127.0.0.1", portNumber, 0)
    .action(async (node: string, port: number, { listen }: { listen: number }) => (await actions()).forward(options(), node, { port, listen }));
  lab
    .command("topology")
    .description("print the default topology, to start a file of one's own from")
    .action(async () => (await actions()).topology());
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) throw new InvalidArgumentError("A port is an integer from 1 to 65535.");
  return port;
}
