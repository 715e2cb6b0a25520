import { afterAll, beforeAll, expect, it } from "vitest";
import { RealHost } from "./real-host";

const OLD = [
  "address 203.0.113.10/32 lo",
  "address 203.0.113.11/32 lo",
  "address 203.0.113.12/32 lo",
  "default-route 192.168.1.254 eth1",
  "sysctl net.ipv4.conf.all.arp_announce 2",
  "sysctl net.ipv4.conf.eth1.arp_ignore 1",
];
const NEW = ["address 203.0.113.11/32 lo", "address 2001:db8::12/128 lo", "default-route 192.168.1.253 eth1", "sysctl net.ipv4.conf.all.arp_ignore 1", "sysctl net.ipv4.conf.all.arp_announce 2"];

/** The change under test: from nothing, from one release to the next, to nothing. */
const CHANGES = [
  { name: "first release", before: undefined, lines: OLD, steps: 6 },
  { name: "change", before: OLD, lines: NEW, steps: 7 },
  { name: "removal", before: OLD, lines: [], steps: 6 },
];

let host: RealHost;
beforeAll(async () => {
  host = await RealHost.start();
  host.must("ip route add default via 10.77.0.1 dev eth0 proto static mtu 1400; ip route add default via 10.77.0.2 dev eth0 metric 9; ip addr add 203.0.113.10/32 dev lo");
});
afterAll(() => host.stop());

const put = (lines: readonly string[]): void => host.put({ cluster: "www", lines });

it.each(CHANGES)("after a power cut at any step of a $name the next apply converges, and all that was found still comes back", ({ before, lines, steps }) => {
  const found = host.kernel();
  const cuts: number[] = [];
  for (let call = 1; cuts.length === call - 1; call++) {
    if (before !== undefined) {
      put(before);
      host.run("apply");
    }
    put(lines);
    const faults = host.powerCut(call);
    host.applyWith(faults);
    if (faults.happened()) cuts.push(call);
    // Ending with 0 includes that the program looked again and found nothing left to do.
    expect(host.run("apply"), `cut at ${call}`).toEqual({ status: 0, stdout: "", stderr: "" });
    const settled = { kernel: host.kernel(), files: host.files() };
    expect(host.run("apply").status).toBe(0);
    expect({ kernel: host.kernel(), files: host.files() }, `cut at ${call}`).toEqual(settled);
    expect(host.run("release www").status).toBe(0);
    expect(host.kernel(), `cut at ${call}`).toBe(found);
    expect(host.record()).toBe("");
  }
  expect(cuts.length).toBe(steps);
});
