/** How many times slower than usual this machine is, as `npm test` measured it (scripts/machine-pace.ts); time limits of the lab's tests grow with it. */
export const pace = Number(process.env["LVS_TEST_PACE"] ?? 1);
