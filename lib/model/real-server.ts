import { z } from "zod";
import { leaf } from "./leaf";
import { interfaceName, ipAddress, loginHost, loginUser, port, weight } from "./leaves";

/** How to log in to a real server, to prepare it. Without one we print what it needs and verify from the router. */
export const loginSchema = z.strictObject({
  /** What ssh is given; aliases of the SSH configuration work. */
  host: loginHost(),
  /** SSH port; default: the SSH configuration's, else 22. */
  port: port().optional(),
  /** Login; default: the provider's, then the SSH configuration's. */
  user: loginUser().optional(),
  /** The interface that faces the routers. */
  interface: interfaceName(),
});
export type Login = z.output<typeof loginSchema>;

/** A host that answers. */
export const realServerSchema = z.strictObject({
  /** Its own address, which the routers send to. */
  address: ipAddress(),
  /** Port it listens on; default: the virtual server's. */
  port: port().optional(),
  /** Share under the weighted schedulers; default 1. */
  weight: weight().default(1),
  /** Processors that its load is spread over, for a load monitor that is not told by the server itself; default 1. */
  processors: leaf<number>({
    type: "number",
    code: "LVS059",
    expects: "a number of processors, an integer from 1 to 4096",
    remedy: "Write what `nproc` prints on the server",
    accepts: (value) => Number.isInteger(value) && value >= 1 && value <= 4096,
  }).optional(),
  /** Where to log in to prepare it; left out: what it needs is printed, and verified from the router. */
  login: loginSchema.optional(),
});
export type RealServer = z.output<typeof realServerSchema>;
