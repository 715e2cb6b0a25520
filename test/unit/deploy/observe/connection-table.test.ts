import { expect, it } from "vitest";
import { connectionTable } from "../../../../lib/deploy/observe/connection-table";

it("leaves out virtual servers by firewall mark, and their real servers with them", () => {
  const listing = [
    "IP Virtual Server version 1.2.1 (size=4096)",
    "Prot LocalAddress:Port Scheduler Flags",
    "  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn",
    "FWM  1280704513 rr",
    "  -> 192.168.1.12:0               Route   1      0          0",
    "TCP  192.168.1.10:80 wrr",
    "  -> 192.168.1.11:80              Route   3      2          7",
    "FWM  1280704512 rr",
    "  -> 192.168.1.11:0               Route   1      0          0",
  ].join("\n");
  expect(connectionTable(listing)).toEqual([
    { protocol: "tcp", endpoint: "192.168.1.10:80", address: "192.168.1.10", scheduler: "wrr", members: [{ endpoint: "192.168.1.11:80", weight: 3, active: 2, inactive: 7 }] },
  ]);
});
