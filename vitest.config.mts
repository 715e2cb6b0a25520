import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Lab tests that measure what clients notice, in milliseconds or shares: nothing else may run beside them. */
const measured = ["test/lab/failover.test.ts", "test/lab/traffic.test.ts", "test/lab/direct-routing.test.ts"];

/** What lab tests have in common. */
const lab = { globalSetup: "test/lab/harness/global-setup.ts", testTimeout: 180_000, hookTimeout: 600_000 };

// `unit` needs nothing but Node.js (and programs it finds and names when missing); `lab` and `measured` boot real kernels.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          globalSetup: "test/unit/scratch.ts",
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // One file at a time is the default on two cores. Many files wait for programs that they run, so one more than there are cores.
          maxWorkers: availableParallelism() + 1,
        },
      },
      // As many as there are labs (test/lab/harness/claim.ts): most of a deployment's time is spent waiting for timers of the machines.
      { test: { ...lab, name: "lab", include: ["test/lab/**/*.test.ts"], exclude: measured, maxWorkers: 2, sequence: { groupOrder: 1 } } },
      { test: { ...lab, name: "measured", include: measured, fileParallelism: false, sequence: { groupOrder: 2 } } },
    ],
  },
});
