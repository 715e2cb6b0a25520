/**
 * Text that others wrote, without what a terminal would obey and what turns the order of letters around: an escape sequence could hide a line, and a bidirectional mark could
 * show another one. Line ends and tabs stay.
 */
export function clean(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
}

/** The same on one line. */
export function line(text: string): string {
  return clean(text.replace(/\s+/g, " "));
}

/** For HTML and SVG, in text as in attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
