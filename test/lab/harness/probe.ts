import { type LabNode } from "../../../lib/lab";

/** What `lvs-probe rate` counts for one target. */
export interface Rate {
  readonly requests: number;
  readonly failed: number;
  readonly perServer: Readonly<Record<string, number>>;
}

/** New requests to one URL from a node, one after the other unless said otherwise. */
export async function requests(client: LabNode, url: string, { count, concurrency = 1 }: { readonly count: number; readonly concurrency?: number }): Promise<Rate> {
  return JSON.parse(await client.must(["lvs-probe", "rate", url, "--requests", String(count), "--concurrency", String(concurrency)])) as Rate;
}
