import { type LabNode } from "../../../lib/lab";

/** A connection over which nothing is said for a while: its two lines' answers, or why there was none. */
export interface SilentReport {
  readonly first: string;
  readonly second: string;
}

/** Connects to the line echo, says one line, then nothing for so many seconds, then another line. Resolves as soon as the first was answered. */
export async function silentConnection(client: LabNode, host: string, seconds: number): Promise<{ readonly ended: Promise<SilentReport> }> {
  const begun = `/run/silent-${process.pid}-${Date.now()}`;
  const running = client.start(["python3", "-", host, String(seconds), begun], { stdin: TALKER, timeoutMs: (seconds + 60) * 1000 });
  await client.must(`until [ -e ${begun} ]; do sleep 0.05; done`, { timeoutMs: 20_000 });
  return { ended: running.outcome.then(({ stdout, stderr }) => (stdout === "" ? { first: "", second: stderr } : (JSON.parse(stdout) as SilentReport))) };
}

const TALKER = `
import json, socket, sys, time
host, seconds, begun = sys.argv[1], float(sys.argv[2]), sys.argv[3]
connection = socket.create_connection((host, 9000), 10)
connection.settimeout(15)

def say(line):
    try:
        connection.sendall(line + b"\\n")
        return connection.recv(100).decode().strip() or "closed"
    except OSError as problem:
        return str(problem)

first = say(b"one")
open(begun, "w")
time.sleep(seconds)
print(json.dumps({"first": first, "second": say(b"two")}))
`;
