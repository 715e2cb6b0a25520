import { type Duplex } from "node:stream";
import { type Finding } from "../../diagnostics";
import { aborted, type Subject } from "./findings";

/** A way for bytes to the server, before any SSH. */
export interface Transport {
  readonly stream: Duplex;
  /** What is to be said when the stream ended early, e.g. a ProxyCommand's complaints; comes soon in any case. */
  lastWords(): Promise<string | undefined>;
  /** Ends it at once and waits until nothing of it is left. Idempotent. */
  close(): Promise<void>;
}

/** The outcome of one try; `transient` failures may be tried again. */
export type Attempt<T> = { readonly ok: true; readonly value: T } | {
  readonly ok: false;
  readonly findings: readonly Finding[];
  readonly transient: boolean;
  /** Whether the server hung up before it said a word of SSH. */
  readonly dropped?: true;
};

/** A failure that trying again can't mend. */
export function permanent(...findings: readonly Finding[]): Attempt<never> {
  return { ok: false, findings, transient: false };
}

/** A failure that may be gone in a moment. */
export function transient(finding: Finding): Attempt<never> {
  return { ok: false, findings: [finding], transient: true };
}

/** The same where the server hung up at once, as sshd does with those who come while too many others are logging in (MaxStartups in sshd_config(5)). */
export function dropped(finding: Finding): Attempt<never> {
  return { ok: false, findings: [finding], transient: true, dropped: true };
}

/** Resolves with the work's outcome, or with LVS219 as soon as the signal fires; `undo` then stops the work. */
export function unlessAborted<T>(work: Promise<Attempt<T>>, on: { about: Subject; signal: AbortSignal | undefined; undo: () => void }): Promise<Attempt<T>> {
  const { signal } = on;
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      on.undo();
      resolve(permanent(aborted(on.about)));
    };
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
