const decimal = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
const longestExponent = 10_000;

/** A number of Terraform's in the form {@link Value} keeps it: `number` where exact, else `bigint`, else decimal text. */
export type NumberValue = number | bigint | string;

/**
 * The one form of a number, whatever form it came in; undefined when it isn't a number at all. Terraform's numbers are
 * decimals of any length, so `0.1` is a `number` only because it prints as it was written.
 */
export function canonicalNumber(value: unknown): NumberValue | undefined {
  if (typeof value === "bigint") return fromInteger(value);
  if (typeof value === "number") return Number.isFinite(value) ? fromDouble(value) : undefined;
  return typeof value === "string" ? fromText(value) : undefined;
}

/** The plain decimal notation Terraform writes: no exponent, no trailing zeros. */
export function decimalText(value: NumberValue): string {
  const parts = typeof value === "bigint" ? undefined : parse(String(value));
  return parts === undefined ? String(value) : plain(parts);
}

function fromDouble(value: number): NumberValue {
  if (!Number.isInteger(value)) return value;
  return fromInteger(BigInt(value));
}

function fromInteger(value: bigint): NumberValue {
  const asNumber = Number(value);
  return Number.isSafeInteger(asNumber) ? asNumber : value;
}

function fromText(text: string): NumberValue | undefined {
  const parts = parse(text);
  if (parts === undefined) return undefined;
  if (parts.exponent >= 0) return fromInteger(BigInt(plain(parts)));
  const asNumber = Number(text);
  const back = parse(String(asNumber));
  return back !== undefined && plain(back) === plain(parts) ? asNumber : plain(parts);
}

/** value = sign digits × 10^exponent, digits without zeros at either end. */
interface Decimal {
  readonly sign: string;
  readonly digits: string;
  readonly exponent: number;
}

function parse(text: string): Decimal | undefined {
  const match = decimal.exec(text);
  if (match === null) return undefined;
  const fraction = match[3] ?? "";
  const leading = ((match[2] ?? "") + fraction).replace(/^0+/, "");
  const digits = leading.replace(/0+$/, "");
  const exponent = Number(match[4] ?? 0) - fraction.length + (leading.length - digits.length);
  if (Math.abs(exponent) > longestExponent) return undefined;
  if (digits === "") return { sign: "", digits: "0", exponent: 0 };
  return { sign: match[1] === "-" ? "-" : "", digits, exponent };
}

function plain({ sign, digits, exponent }: Decimal): string {
  if (exponent >= 0) return sign + digits + "0".repeat(exponent);
  const padded = digits.padStart(1 - exponent, "0");
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}
