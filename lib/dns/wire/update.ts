import { OPCODES, encodeHeader } from "./header";
import { type WrittenRecord, CLASSES, TYPES, encodeName, encodeRecord, uint16 } from "./record";

/** What a zone's server is asked to change, all of it or nothing (RFC 2136). */
export interface Update {
  /** Canonical name of the zone's apex. */
  readonly zone: string;
  /** What must be so beforehand (§2.4). */
  readonly prerequisites: readonly WrittenRecord[];
  readonly changes: readonly WrittenRecord[];
}

/** The message that asks for it. @param id 16 bits */
export function encodeUpdate(id: number, { zone, prerequisites, changes }: Update): Buffer {
  return Buffer.concat([
    encodeHeader({ id, opcode: OPCODES.update, counts: [1, prerequisites.length, changes.length, 0] }),
    ...[encodeName(zone), uint16(TYPES.SOA), uint16(CLASSES.IN)],
    ...[...prerequisites, ...changes].map(encodeRecord),
  ]);
}
