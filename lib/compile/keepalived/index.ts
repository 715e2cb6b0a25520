/** @module keepalived.conf as text, from a typed tree with one escaping rule; knows keepalived's keywords and versions, and nothing of units, sysctls or real servers' own files. */
export { checkScripts, programOf } from "./check-script";
export { keepalivedConf } from "./document";
export { type Block, type Keyword, type Node, type Word, block, chosen, escapeWord, given, renderTree } from "./tree";
