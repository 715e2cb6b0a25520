import { extract } from "tar-stream";

/** Text and permission bits (octal) of each regular file, by absolute path. */
export type Archive = ReadonlyMap<string, { readonly content: string; readonly mode: string }>;

/** What tar ends an archive with. One that lacks it was cut off, maybe between two files, where nothing else shows it. */
const END_BYTES = 1024;

/** Reads a tar made by `tar -c` from absolute paths (whose leading slash tar takes away). `undefined` when it is damaged: a file that is missing in it may be there. */
export async function readArchive(bytes: Uint8Array): Promise<Archive | undefined> {
  if (bytes.length < END_BYTES || bytes.subarray(-END_BYTES).some((byte) => byte !== 0)) return undefined;
  try {
    return await filesOf(bytes);
  } catch {
    // The library throws for what a host or network did.
    return undefined;
  }
}

async function filesOf(bytes: Uint8Array): Promise<Archive> {
  const files = new Map<string, { content: string; mode: string }>();
  const reader = extract();
  reader.end(bytes);
  for await (const entry of reader) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry) chunks.push(chunk as Uint8Array);
    const { name, mode = 0, type } = entry.header;
    if (type === "file") files.set(`/${name.replace(/^\/+/, "")}`, { content: Buffer.concat(chunks).toString("utf8"), mode: (mode & 0o7777).toString(8) });
  }
  return files;
}
