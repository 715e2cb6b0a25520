/** A length of time; kept in whole milliseconds. Immutable. */
export class Duration {
  private constructor(private readonly milliseconds: number) {}

  /** @param value whole milliseconds, ≥ 0 */
  static millis(value: number): Duration {
    return new Duration(value);
  }

  /** @param value seconds, ≥ 0; fractions down to a millisecond */
  static seconds(value: number): Duration {
    return new Duration(Math.round(value * 1000));
  }

  /** @param value minutes, ≥ 0 */
  static minutes(value: number): Duration {
    return Duration.seconds(value * 60);
  }

  /** In milliseconds. */
  toMillis(): number {
    return this.milliseconds;
  }

  /** In seconds, with a fraction where there is one. */
  toSeconds(): number {
    return this.milliseconds / 1000;
  }
}
