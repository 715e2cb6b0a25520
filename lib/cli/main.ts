#!/usr/bin/env node
import { Command } from "commander";
import { addInitCommand } from "./init";
import { addLabCommand } from "./lab";

const program = new Command("cdktf-lvs").description("Linux Virtual Server sites as code");
addInitCommand(program);
addLabCommand(program);

program.parseAsync().catch((problem: unknown) => {
  console.error(problem);
  process.exitCode = 1;
});
