import { type Log } from "../server";

/**
 * Lines as Terraform's log reads them: JSON with a time of exactly six fractional digits (with fewer it would show the
 * raw JSON). Only seen with TF_LOG.
 */
export function hclog(write: (line: string) => void, now: () => Date = () => new Date()): Log {
  return (level, message, fields = {}) => {
    const timestamp = now().toISOString().replace("Z", "000Z");
    write(`${JSON.stringify({ ...fields, "@level": level, "@message": message, "@module": "provider.lvs", "@timestamp": timestamp })}\n`);
  };
}
