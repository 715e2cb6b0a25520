import { extract } from "tar-stream";

/** Text and permission bits (octal) of each regular file, by absolute path. */
export type Archive = ReadonlyMap<string, { readonly content: string; readonly mode: string }>;

/** Reads a tar made by `tar -c` from absolute paths (whose leading slash tar takes away). A cut-off archive gives what is whole. */
export async function readArchive(bytes: Uint8Array): Promise<Archive> {
  const files = new Map<string, { content: string; mode: string }>();
  if (bytes.length === 0) return files;
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
