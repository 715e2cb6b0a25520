/** Debian's suites whose UML kernel is fetched: 13 (`trixie`) and the next one (`forky`). */
export const fetchedSuites = ["trixie", "forky"] as const;

export type FetchedSuite = (typeof fetchedSuites)[number];

/**
 * Which kernel the machines of a lab run: that of Debian 13 (`trixie`); the next Debian's (`forky`), on which programs start twice as fast again, but which
 * has no tables for iptables nor nftables for IP; or the machine's own package (`installed`), on which they start half as fast.
 */
export type KernelChoice = FetchedSuite | "installed";

export const kernelChoices: readonly [KernelChoice, ...KernelChoice[]] = [...fetchedSuites, "installed"];

/** What {@link KernelChoice} is when nobody says: a person's word for all labs, or Debian 13's. */
export function usualKernel(): KernelChoice {
  const said = process.env["CDKTF_LVS_LAB_KERNEL"];
  return kernelChoices.find((choice) => choice === said) ?? "trixie";
}
