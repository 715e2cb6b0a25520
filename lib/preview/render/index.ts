/** @module How a preview looks in each format: Markdown that fits a comment, text, JSON and a page that loads nothing; what is said and reckoned is decided before. */
export { renderHtml } from "./html";
export { renderJson } from "./json";
export { DEFAULT_MARKDOWN_SIZE, LEAST_MARKDOWN_SIZE, renderMarkdown } from "./markdown";
export { renderText } from "./text";
