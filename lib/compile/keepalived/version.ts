/** What differs between the keepalived versions we render for (2.2.4 and later), with the first version that knows the keyword. */
const SINCE = {
  /** Before it, a unicast instance without peers went to multicast without a word. */
  unicast_fault_no_peer: "2.2.5",
} as const satisfies Record<string, string>;

/** Whether that keepalived knows the keyword. */
export function knows(version: string, keyword: keyof typeof SINCE): boolean {
  return rank(version) >= rank(SINCE[keyword]);
}

function rank(version: string): number {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  return (major * 1000 + minor) * 1000 + patch;
}
