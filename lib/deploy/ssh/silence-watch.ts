import { type Duplex } from "node:stream";

/** Signs of life that may stay out before a connection is given up. */
const MISSED_SIGNS = 3;

/**
 * Calls back once when nothing has arrived for three intervals. Any byte counts, not only the answer to a keepalive: that
 * answer may queue behind megabytes on a slow link.
 *
 * @returns ends the watch
 */
export function watchForSilence(stream: Duplex, intervalMs: number, onSilence: (seconds: number) => void): () => void {
  let last = performance.now();
  const heard = (): void => void (last = performance.now());
  const stop = (): void => {
    clearInterval(timer);
    stream.off("data", heard);
  };
  const timer = setInterval(() => {
    const silentMs = performance.now() - last;
    if (silentMs < MISSED_SIGNS * intervalMs) return;
    stop();
    onSilence(Math.round(silentMs / 100) / 10);
  }, intervalMs / 2);
  stream.on("data", heard);
  return stop;
}
