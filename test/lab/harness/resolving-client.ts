import { type LabNode } from "../../../lib/lab";

/** What clients saw that resolved a name for each request and took the first address, as most do. */
export interface ResolvedReport {
  readonly requests: number;
  readonly failed: number;
  /** Requests by the address they went to, failed ones too. */
  readonly perAddress: Readonly<Record<string, number>>;
  readonly failedPerAddress: Readonly<Record<string, number>>;
  readonly perServer: Readonly<Record<string, number>>;
}

/** So many requests to `http://NAME/`, one after the other, each with a question to the machine's resolver before it. */
export async function resolvedRequests(client: LabNode, name: string, count: number): Promise<ResolvedReport> {
  return JSON.parse(await client.must(["python3", "-", name, String(count), ""], { stdin: CLIENT, timeoutMs: 600_000 })) as ResolvedReport;
}

/** The same, again and again, until it is told to stop. */
export class ResolvingClient {
  private static count = 0;
  private readonly stopFile = `/run/resolving-stop-${process.pid}-${(ResolvingClient.count += 1)}`;
  private readonly running: ReturnType<LabNode["start"]>;

  constructor(
    private readonly client: LabNode,
    name: string,
  ) {
    this.running = client.start(["python3", "-", name, "1000000", this.stopFile], { stdin: CLIENT, timeoutMs: 900_000 });
  }

  async stop(): Promise<ResolvedReport> {
    await this.client.must(["touch", this.stopFile]);
    const { stdout, stderr } = await this.running.outcome;
    if (stdout === "") throw new Error(`the client said nothing: ${stderr}`);
    return JSON.parse(stdout) as ResolvedReport;
  }
}

/** getaddrinfo(3) by each request: the cache is the resolver's, not the program's. */
const CLIENT = `
import collections, json, os, socket, sys, time
name, count, stop = sys.argv[1], int(sys.argv[2]), sys.argv[3]
per_address, failed_per_address, per_server = (collections.Counter() for _ in range(3))
requests = 0
while requests < count and not (stop and os.path.exists(stop)):
    requests += 1
    address = "no address"
    try:
        address = socket.getaddrinfo(name, 80, socket.AF_INET, socket.SOCK_STREAM)[0][4][0]
        with socket.create_connection((address, 80), timeout=3) as connection:
            connection.sendall(b"GET / HTTP/1.0\\r\\n\\r\\n")
            answer = b""
            while chunk := connection.recv(4096): answer += chunk
        head, _, body = answer.partition(b"\\r\\n\\r\\n")
        if b" 200 " not in head.split(b"\\r\\n")[0]: raise OSError("no answer")
        per_server[body.decode().strip()] += 1
    except OSError:
        failed_per_address[address] += 1
    per_address[address] += 1
    if stop: time.sleep(0.02)
print(json.dumps({"requests": requests, "failed": sum(failed_per_address.values()), "perAddress": per_address, "failedPerAddress": failed_per_address, "perServer": per_server}))
`;
