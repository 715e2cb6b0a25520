import { type Setting, interfaceSetting } from "./setting";

/**
 * What the kernel of a real server is told when it carries IPv4 VIPs. The kernel takes the greater of `all` and the receiving interface.
 * IPv6 needs nothing: neighbour solicitations are answered for addresses of the receiving interface only, never for one on lo.
 */
export function realServerSettings(interfaceName: string): Setting[] {
  return ["all", interfaceName].flatMap((name) => [
    {
      path: interfaceSetting(name, "arp_ignore"),
      value: "1",
      why: "ARP is answered only for addresses of the interface that was asked on: the VIP on lo stays silent, and the active router alone answers.",
    },
    {
      path: interfaceSetting(name, "arp_announce"),
      value: "2",
      why: "ARP requests never carry the VIP as the sender, from which neighbours would learn it.",
    },
  ]);
}

/** What the kernel of a real server is told about the device that packets come out of after the tunnel. */
export function tunnelSetting(device: string): Setting {
  return {
    path: interfaceSetting(device, "rp_filter"),
    value: "2",
    why: "Clients are reached over another interface than the tunnel their packets come by, which the strict filter takes for forgery. The greater of `all` and this one counts, so 2 (loose) suffices here whatever `all` says, and nothing else is loosened.",
  };
}
