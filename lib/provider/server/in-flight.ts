/** How long a call may go on after an exception that belongs to no call: bringing several hosts back takes minutes. */
export const STRAY_PATIENCE_MS = 600_000;

/** How one call is answered. */
export interface Answering<T> {
  /** The answer when the call itself threw, or did not end in time after a stray exception. */
  readonly onBug: (error: unknown) => T;
  /** Adds to a call's own answer that there was a stray exception meanwhile. */
  readonly alsoSay: (answer: T, stray: unknown) => T;
}

/** The calls being worked on, so that an exception that belongs to none of them ends them all with an answer. */
export class InFlight {
  private readonly calls = new Set<Call>();

  /** How many calls have no answer yet. */
  get count(): number {
    return this.calls.size;
  }

  /** Runs one call. Nothing that is thrown, in the call or out of it (see {@link endAfter}), goes further than its answer. */
  async run<T>(work: () => T | Promise<T>, { onBug, alsoSay }: Answering<T>): Promise<T> {
    const call = new Call();
    this.calls.add(call);
    try {
      const answer = await Promise.race([Promise.resolve().then(work), call.givenUp]);
      return call.stray === undefined ? answer : alsoSay(answer, call.stray.error);
    } catch (error) {
      return onBug(error);
    } finally {
      call.ended();
      this.calls.delete(call);
    }
  }

  /**
   * An exception nobody caught: which call it belongs to can't be known. A call may have hosts half changed, and only it can bring them back and say what is true
   * then, so each is given time to end by itself; one that never does, because the exception broke it, is answered all the same.
   */
  endAfter(error: unknown): void {
    for (const call of this.calls) call.endAfter(error);
  }
}

class Call {
  stray: { readonly error: unknown } | undefined;
  readonly givenUp: Promise<never>;
  private giveUp: (error: unknown) => void = () => undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor() {
    this.givenUp = new Promise((_resolve, reject) => {
      this.giveUp = reject;
    });
  }

  endAfter(error: unknown): void {
    if (this.stray !== undefined) return;
    this.stray = { error };
    this.timer = setTimeout(() => this.giveUp(error), STRAY_PATIENCE_MS);
  }

  ended(): void {
    clearTimeout(this.timer);
  }
}
