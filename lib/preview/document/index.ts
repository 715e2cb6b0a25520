/** @module What a preview says, as blocks in their order and words, with what may be left out first when there is little room; how a block looks is the renderers' matter. */
export * from "./block";
export { documentOf } from "./document";
