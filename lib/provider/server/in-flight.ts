/** The calls being worked on, so that an exception that belongs to none of them ends them all with an answer. */
export class InFlight {
  private readonly rejecters = new Set<(error: unknown) => void>();

  /** How many calls have no answer yet. */
  get count(): number {
    return this.rejecters.size;
  }

  /** Runs one call. Whatever is thrown, in the call or out of it (see {@link fail}), becomes `onBug`'s answer. */
  async run<T>(work: () => T | Promise<T>, onBug: (error: unknown) => T): Promise<T> {
    let rejecter: (error: unknown) => void = () => undefined;
    const failure = new Promise<never>((_resolve, reject) => {
      rejecter = reject;
    });
    this.rejecters.add(rejecter);
    try {
      return await Promise.race([Promise.resolve().then(work), failure]);
    } catch (error) {
      return onBug(error);
    } finally {
      this.rejecters.delete(rejecter);
    }
  }

  /** An exception nobody caught: which call it belongs to can't be known, so none may go on as if all were well. */
  fail(error: unknown): void {
    for (const reject of this.rejecters) reject(error);
  }
}
