/** @module What must be true on a host once its bundle is live, as text that people, the real servers' script and the observer read; not how it is brought about. */
export * from "./fact";
