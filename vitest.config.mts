import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Lab tests that measure what clients notice, in milliseconds or shares: nothing else may run beside them. */
const measured = ["test/lab/failover.test.ts", "test/lab/traffic.test.ts"];

/** How many times slower than usual this machine is (scripts/machine-pace.ts). */
const pace = Number(process.env["LVS_TEST_PACE"] ?? 1);

/** Where machines wait too long for a processor, adverts come late and routers fail over: then one lab is up at a time. */
const labs = pace >= 2 ? 1 : 3;

/**
 * What continuous integration runs of the lab on a machine that is too slow to run all of it within its time limit: what a deployment must never get wrong. scripts/test.ts says which files were
 * left out; anybody's own `npm test` leaves none out.
 */
const core = "create-and-delete deploy direct-routing drift interruption lab members refusal unreachable virtual-servers".split(" ").map((name) => `test/lab/${name}.test.ts`);
const isTooSlow = pace >= 2.5 && process.env["CI"] !== undefined;

/** What lab tests have in common. */
const lab = { globalSetup: "test/lab/harness/global-setup.ts", testTimeout: 180_000 * pace, hookTimeout: 600_000 * pace };

/** What tests without virtual machines have in common. Many files wait for programs that they run, so one more at a time than there are cores. */
const here = { globalSetup: "test/scratch.ts", testTimeout: 60_000 * pace, hookTimeout: 60_000 * pace, maxWorkers: availableParallelism() + 1 };

// `unit` starts no servers; `programs` runs this machine's own terraform, sshd, keepalived and shells; `lab` and `measured` boot kernels of their own.
export default defineConfig({
  test: {
    projects: [
      { test: { ...here, name: "unit", include: ["test/unit/**/*.test.ts"] } },
      { test: { ...here, name: "programs", include: ["test/programs/**/*.test.ts"], sequence: { groupOrder: 1 } } },
      // As many as there are labs (test/lab/harness/claim.ts): most of a deployment's time is spent waiting for timers of the machines.
      { test: { ...lab, name: "lab", include: isTooSlow ? core : ["test/lab/**/*.test.ts"], exclude: measured, maxWorkers: labs, sequence: { groupOrder: 2 } } },
      // They take long, and are no part of `npm test`: `npm run test:proofs`.
      { test: { ...lab, name: "proofs", include: ["test/proofs/**/*.test.ts"], fileParallelism: false, sequence: { groupOrder: 4 } } },
      ...(isTooSlow ? [] : [{ test: { ...lab, name: "measured", include: measured, fileParallelism: false, sequence: { groupOrder: 3 } } }]),
    ],
  },
});
