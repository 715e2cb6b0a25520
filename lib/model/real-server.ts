import { z } from "zod";
import { interfaceName, ipAddress, loginHost, loginUser, port, weight } from "./leaves";

/** How to log in to a real server, to prepare it. Without one we print what it needs and verify from the router. */
export const loginSchema = z.strictObject({
  host: loginHost(),
  port: port().optional(),
  user: loginUser().optional(),
  /** The interface that faces the routers. */
  interface: interfaceName(),
});
export type Login = z.output<typeof loginSchema>;

/** A host that answers. */
export const realServerSchema = z.strictObject({
  address: ipAddress(),
  /** Port it listens on; default: the virtual server's. */
  port: port().optional(),
  /** Share under the weighted schedulers; default 1. */
  weight: weight().default(1),
  login: loginSchema.optional(),
});
export type RealServer = z.output<typeof realServerSchema>;
