import { type Lab, type LabNode } from "../../../lib/lab";
import { cablesOf } from "../../../lib/lab/namespace";

/** A time in which one router alone answered. */
export interface Ownership {
  readonly owner: string;
  /** Seconds of the asker's clock. */
  readonly from: number;
  readonly to: number;
  readonly answers: number;
}

/** Asks every 50 ms who has an address, and notes who answers. */
export class OwnerWatch {
  private static count = 0;
  private readonly stopFile = `/run/owners-stop-${process.pid}-${(OwnerWatch.count += 1)}`;
  private readonly running: ReturnType<LabNode["start"]>;

  /** @param iface the client's interface on the address's network */
  constructor(
    private readonly lab: Lab,
    private readonly client: LabNode,
    { address, iface }: { readonly address: string; readonly iface: string },
  ) {
    this.running = client.start(["python3", "-", address, iface, this.stopFile], { stdin: ASKER, timeoutMs: 300_000 });
  }

  /** Waits for the first question. */
  async started(): Promise<this> {
    await this.client.must(`until [ -e ${this.stopFile}.started ]; do sleep 0.05; done`, { timeoutMs: 20_000 });
    return this;
  }

  /** The owners in the order they answered; one that answers again after another did stands again: two owners at a time are a long list. */
  async stop(): Promise<Ownership[]> {
    await this.client.must(["touch", this.stopFile]);
    const { stdout, stderr } = await this.running.outcome;
    if (stdout === "") throw new Error(`the asker said nothing: ${stderr}`);
    const runs = JSON.parse(stdout) as { readonly mac: string; readonly from: number; readonly to: number; readonly answers: number }[];
    return runs.map(({ mac, ...rest }) => ({ owner: this.nodeOf(mac), ...rest }));
  }

  private nodeOf(mac: string): string {
    const node = this.lab.nodes.find(({ name }) => cablesOf(this.lab.topology, name).some((cable) => cable.mac === mac));
    return node?.name ?? mac;
  }
}

/** Which routers hold the address, by their own word. */
export async function holders(lab: Lab, address: string): Promise<string[]> {
  const found: string[] = [];
  for (const node of lab.nodes.filter(({ name }) => lab.topology.nodes[name]?.role === "router")) {
    if ((await node.isRunning()) && (await node.exec(`ip -o address show | grep -qF " ${address}/"`)).code === 0) found.push(node.name);
  }
  return found;
}

/** The one router that holds it. @throws when nobody or more than one does */
export async function activeRouter(lab: Lab, address: string): Promise<string> {
  const [holder, ...others] = await holders(lab, address);
  if (holder === undefined || others.length > 0) throw new Error(`${address} is held by ${[holder ?? "nobody", ...others].join(" and ")}`);
  return holder;
}

// ARP probes (RFC 5227: sender address 0.0.0.0) leave no trace in the routers' neighbour tables.
const ASKER = `
import json, os, select, socket, sys, time
address, iface, stop = sys.argv[1:]
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0806))
wire.bind((iface, 0x0806))
mac, target = wire.getsockname()[4], socket.inet_aton(address)
question = b"\\xff" * 6 + mac + bytes.fromhex("0806000108000604" + "0001") + mac + bytes(4) + bytes(6) + target
runs, next_ask = [], time.monotonic()
open(stop + ".started", "w")
while not os.path.exists(stop):
    if time.monotonic() >= next_ask:
        wire.send(question)
        next_ask += 0.05
    if not select.select([wire], [], [], max(0, next_ask - time.monotonic()))[0]:
        continue
    frame = wire.recv(128)
    # Only answers to us: an announcement to everybody is no answer.
    if frame[:6] != mac or frame[20:22] != b"\\x00\\x02" or frame[28:32] != target:
        continue
    now, owner = time.time(), frame[22:28].hex(":")
    if not runs or runs[-1]["mac"] != owner:
        runs.append({"mac": owner, "from": now, "to": now, "answers": 0})
    runs[-1]["to"] = now
    runs[-1]["answers"] += 1
print(json.dumps(runs))
`;
