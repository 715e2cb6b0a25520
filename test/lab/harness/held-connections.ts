import { type LabNode } from "../../../lib/lab";

/** What became of connections that were all held for the same time. */
export interface HeldReport {
  readonly failed: number;
  /** How many each real server has had, by its name. */
  readonly perServer: Readonly<Record<string, number>>;
}

/** Opens connections to the line echo, each of them open for the same time, so many at once, until there were as many as asked for. */
export async function heldConnections(client: LabNode, target: { readonly host: string; readonly port: number }, load: { readonly connections: number; readonly atATime: number; readonly holdMs: number }): Promise<HeldReport> {
  const argv = [target.host, target.port, load.connections, load.atATime, load.holdMs].map(String);
  return JSON.parse(await client.must(["python3", "-", ...argv], { stdin: HOLDER, timeoutMs: 600_000 })) as HeldReport;
}

const HOLDER = `
import asyncio, collections, json, sys, time
host, port, total, at_a_time, hold = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]) / 1000
left, failed, per_server = total, 0, collections.Counter()

async def one():
    began = time.monotonic()
    reader, writer = await asyncio.wait_for(asyncio.open_connection(host, port), 10)
    try:
        writer.write(b"x\\n")
        name = (await asyncio.wait_for(reader.readline(), 10)).split()[0].decode()
        await asyncio.sleep(max(0, began + hold - time.monotonic()))
        per_server[name] += 1
    finally:
        writer.close()

async def worker(number):
    global left, failed
    # Not all at the same moment: as clients come.
    await asyncio.sleep(hold * number / at_a_time)
    while left > 0:
        left -= 1
        try:
            await one()
        except Exception:
            failed += 1

async def main():
    await asyncio.gather(*(worker(number) for number in range(at_a_time)))
    print(json.dumps({"failed": failed, "perServer": per_server}))

asyncio.run(main())
`;
