import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";

/** A text of which one stretch at a time is in memory: what a plan holds is read once, in parts, and most of it never needed again. */
export interface ByteWindow {
  /** Of the whole text, in bytes. */
  readonly size: number;
  /** What is in memory. Another stretch takes its place, in the same memory. */
  readonly held: Buffer;
  /** Where in the text that begins. */
  readonly base: number;
  /** Sees to it that these bytes are in memory, as far as the text has them. What was held before need not be. */
  readonly hold: (start: number, end: number) => void;
  /** Another window on the same text, for who needs two stretches of it. It is closed with this one. */
  readonly another: () => ByteWindow;
  readonly close: () => void;
}

/** Larger files are read through a window; memory that nothing was in before costs more than reading into some that is there. */
const LARGE_BYTES = 4 * 1024 * 1024;

/** So much is read at a time, if no more is asked for. */
const STRETCH_BYTES = 256 * 1024;

/** A text that is in memory as a whole. */
export function wholeWindow(bytes: Buffer): ByteWindow {
  const window: ByteWindow = { size: bytes.length, held: bytes, base: 0, hold: () => undefined, another: () => window, close: () => undefined };
  return window;
}

/** How much is in memory, in bytes; {@link LARGE_BYTES} and {@link STRETCH_BYTES} where not given. */
interface Sizes {
  readonly large?: number;
  readonly stretch?: number;
}

/**
 * The text of a file. What isn't a file of its own, such as a pipe, is read at once.
 * @throws what the system says of a file that can't be read
 */
export function fileWindow(path: string, sizes: Sizes = {}): ByteWindow {
  return descriptorWindow(openSync(path, "r"), sizes);
}

/**
 * The same of a file that is open. It is this window's from now on, which closes it when it needs it no more, also when this throws.
 * A file is read from its beginning, wherever whoever wrote it has left the descriptor.
 */
export function descriptorWindow(file: number, { large = LARGE_BYTES, stretch = STRETCH_BYTES }: Sizes = {}): ByteWindow {
  let kept = false;
  try {
    const about = fstatSync(file);
    // What the kernel makes up as it is read (/proc) is a file, too, and has no size.
    if (!about.isFile() || about.size === 0) return wholeWindow(readFileSync(file));
    if (about.size < large) return wholeWindow(read(file, about.size));
    kept = true;
    return windowOn(file, { size: about.size, stretch, close: () => closeSync(file) });
  } finally {
    if (!kept) closeSync(file);
  }
}

function read(file: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  return bytes.subarray(0, filled(file, bytes, 0));
}

function windowOn(file: number, about: { readonly size: number; readonly stretch: number; readonly close: () => void }): ByteWindow {
  const { size, stretch, close } = about;
  let store = Buffer.alloc(0);
  const window = {
    size,
    held: store,
    base: 0,
    hold: (start: number, end: number): void => {
      const wanted = Math.min(end, size);
      if (start >= window.base && wanted <= window.base + window.held.length) return;
      const length = Math.min(Math.max(wanted - start, stretch), size - start);
      if (length > store.length) store = Buffer.alloc(Math.max(length, stretch));
      window.base = start;
      window.held = store.subarray(0, filled(file, store.subarray(0, length), start));
    },
    another: () => windowOn(file, { ...about, close: () => undefined }),
    close,
  };
  return window;
}

/** @returns how much was there: less where the file has become shorter since it was opened */
function filled(file: number, into: Buffer, from: number): number {
  let done = 0;
  for (let read = -1; done < into.length && read !== 0; done += read) read = readSync(file, into, done, into.length - done, from + done);
  return done;
}
