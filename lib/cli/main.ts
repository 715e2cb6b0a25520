#!/usr/bin/env node
import { Command } from "commander";
import { addFailoverCommand } from "./failover";
import { addInitCommand } from "./init";
import { addLabCommand } from "./lab";
import { addLookLoginCommand } from "./look-login";
import { ownPackage } from "./own-package";
import { addPreviewCommands } from "./preview";

const program = new Command("cdktf-lvs").description("Linux Virtual Server sites as code").option("--version", "print the version");
// Read only when it is asked for: no command needs it to start.
program.on("option:version", () => {
  console.log(ownPackage().version);
  process.exit(0);
});
// Before the commands, which inherit it: wrong usage is 2, so that it is told apart from what failed.
program.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
addInitCommand(program);
addPreviewCommands(program);
addLookLoginCommand(program);
addFailoverCommand(program);
addLabCommand(program);

// Whoever reads along may have had enough (`| head`): what a command does, and what it exits with, is the same.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (problem: NodeJS.ErrnoException) => {
    if (problem.code !== "EPIPE") throw problem;
  });
}

program.parseAsync().catch((problem: unknown) => {
  console.error(problem);
  process.exitCode = 1;
});
