import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

// Two projects: `unit` needs nothing but Node.js (and programs it finds and names when missing);
// `lab` boots real kernels and runs one file at a time, because the machine has two cores.
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
          // Some files compare kernel state that settles late on a busy machine.
          retry: 1,
        },
      },
      {
        test: {
          name: "lab",
          include: ["test/lab/**/*.test.ts"],
          globalSetup: "test/lab/harness/global-setup.ts",
          testTimeout: 180_000,
          hookTimeout: 600_000,
          // Measurements on a machine that others use too: a test that fails is tried again, and the report says so.
          retry: 2,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
