import { type LabNode } from "../../../lib/lab";

/** A gratuitous ARP packet (RFC 5227 §3) as a neighbour saw it on the wire. */
export interface Announcement {
  readonly address: string;
  readonly mac: string;
  /** Seconds of the neighbour's clock. */
  readonly at: number;
}

/** Notes every gratuitous ARP packet that arrives at one of a machine's interfaces. */
export class AnnouncementWatch {
  private static count = 0;
  private readonly stopFile = `/run/announcements-stop-${process.pid}-${(AnnouncementWatch.count += 1)}`;
  private readonly running: ReturnType<LabNode["start"]>;

  constructor(
    private readonly neighbour: LabNode,
    iface: string,
  ) {
    this.running = neighbour.start(["python3", "-", iface, this.stopFile], { stdin: LISTENER, timeoutMs: 300_000 });
  }

  async started(): Promise<this> {
    await this.neighbour.must(`until [ -e ${this.stopFile}.started ]; do sleep 0.05; done`, { timeoutMs: 20_000 });
    return this;
  }

  /** In the order they arrived. */
  async stop(): Promise<Announcement[]> {
    await this.neighbour.must(["touch", this.stopFile]);
    const { stdout, stderr } = await this.running.outcome;
    if (stdout === "") throw new Error(`the listener said nothing: ${stderr}`);
    return JSON.parse(stdout) as Announcement[];
  }
}

const LISTENER = `
import json, os, select, socket, sys, time
iface, stop = sys.argv[1:]
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0806))
wire.bind((iface, 0x0806))
seen = []
open(stop + ".started", "w")
while not os.path.exists(stop):
    if select.select([wire], [], [], 0.2)[0]:
        frame = wire.recv(128)
        # To everybody, and of sender and target with one address.
        if frame[:6] == b"\\xff" * 6 and frame[28:32] == frame[38:42]:
            seen.append({"address": socket.inet_ntoa(frame[28:32]), "mac": frame[22:28].hex(":"), "at": time.time()})
print(json.dumps(seen))
`;
