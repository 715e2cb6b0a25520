/** Whether the number is a transport port that can be bound or connected to: an integer from 1 to 65535. */
export function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 65535;
}
