import { decodeHeader } from "../wire";

/** Whether a message answers a request: the rest that comes to a port is somebody else's, or somebody's who guesses. */
export function answers(request: Buffer, message: Buffer): boolean {
  const [asked, said] = [decodeHeader(request), decodeHeader(message)];
  return asked !== undefined && said !== undefined && said.isResponse && said.id === asked.id && said.opcode === asked.opcode;
}
