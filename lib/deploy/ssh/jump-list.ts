/** One entry of a ProxyJump. */
export interface Jump {
  readonly host: string;
  readonly user?: string;
  readonly port?: number;
}

/** `[user@]host[:port]` or `ssh://…`, separated by commas, nearest machine first; `undefined` when an entry is none of it. */
export function parseJumps(list: string): Jump[] | undefined {
  const jumps = list.split(",").map((entry) => parseJump(entry.trim()));
  return jumps.every((jump) => jump !== undefined) ? jumps : undefined;
}

function parseJump(entry: string): Jump | undefined {
  const match = /^(?:ssh:\/\/)?(?:(.+)@)?(?:\[([^\]]+)\]|([^:@/[\]]+))(?::(\d{1,5}))?\/?$/.exec(entry);
  const host = match?.[2] ?? match?.[3];
  if (match === null || host === undefined) return undefined;
  const port = match[4] === undefined ? undefined : Number(match[4]);
  if (port !== undefined && (port < 1 || port > 65_535)) return undefined;
  return { host, ...(match[1] === undefined ? {} : { user: match[1] }), ...(port === undefined ? {} : { port }) };
}
