/** Whole milliseconds as keepalived's TIMER: seconds with a decimal fraction, `0.2`, `5`. */
export function seconds(milliseconds: number): string {
  return String(milliseconds / 1000);
}
