/** @module The Terraform provider: the wire, the neutral server, the resources and the program; constructs and the command line stay out. */
export { serve, type ServeOptions } from "./serve";
export * from "./server";
