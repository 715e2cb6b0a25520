/** How long calls in flight may go on once Terraform is gone: bringing several hosts back takes minutes, and there is no other net. */
export const ORPHAN_PATIENCE_MS = 600_000;

/** How long the process stays after the last answer, so that the answer is sent and Terraform can say Shutdown. */
const AFTERWORD_MS = 1_000;
const LOOK_EVERY_MS = 20;

/** What leaving depends on. */
export interface Leaving {
  /** Asks the calls in flight to end: what they changed is brought back. */
  readonly stop: () => void;
  /** How many calls have no answer yet. */
  readonly inFlight: () => number;
  readonly leave: () => void;
}

/** The end of the process: at once when nothing is in flight, else when what is in flight has ended by itself. */
export class Departure {
  private deadline = Infinity;
  private stayUntil = 0;
  private waiting = false;

  constructor(private readonly leaving: Leaving) {}

  /** Somebody wants the process to end while Terraform lives: Terraform decides how long it waits, however often it is asked. */
  asked(): void {
    this.begin();
  }

  /** Nobody waits for the calls in flight any more. They get a limit, or one that hangs would stay for ever. */
  orphaned(): void {
    this.deadline = Math.min(this.deadline, performance.now() + ORPHAN_PATIENCE_MS);
    this.begin();
  }

  private begin(): void {
    if (this.waiting) return;
    this.waiting = true;
    this.look();
  }

  private look(): void {
    const now = performance.now();
    // Again each time: a call that begins after the first has a signal of its own when the provider was configured in between.
    this.leaving.stop();
    const busy = this.leaving.inFlight() > 0;
    if (busy) this.stayUntil = now + AFTERWORD_MS;
    const nobodyListens = this.deadline < Infinity;
    if (busy ? now >= this.deadline : nobodyListens || now >= this.stayUntil) this.leaving.leave();
    else setTimeout(() => this.look(), LOOK_EVERY_MS);
  }
}
