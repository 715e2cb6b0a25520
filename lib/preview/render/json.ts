import { type Preview } from "../value";

/** The preview itself, for programs. */
export function renderJson(preview: Preview): string {
  return `${JSON.stringify(preview, undefined, 2)}\n`;
}
