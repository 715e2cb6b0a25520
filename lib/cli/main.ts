#!/usr/bin/env node
import { Command } from "commander";
import { addLabCommand } from "./lab";

const program = new Command("cdktf-lvs").description("Linux Virtual Server sites as code");
addLabCommand(program);

program.parseAsync().catch((problem: unknown) => {
  console.error(problem);
  process.exitCode = 1;
});
