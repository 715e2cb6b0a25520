/** @module Refusing what a preview has not shown: the review that a run is bound to, and each operation held against it; what a change's digest is over stands in compile. */
export { type Review } from "./review";
