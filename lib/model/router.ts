import { z } from "zod";
import { leaf } from "./leaf";
import { interfaceAddress, interfaceName, loginHost, loginUser, port } from "./leaves";

/** keepalived that an LVS router is taken to have when nothing is said: Debian 12's. */
export const DEFAULT_KEEPALIVED_VERSION = "2.2.7";

/** One leg of an LVS router: an interface and the router's own address on it. */
export const legSchema = z.strictObject({
  /** Interface's name on this router, such as eth0. */
  interface: interfaceName(),
  /** The router's own, fixed address there with its prefix length, such as 192.0.2.2/24. */
  address: interfaceAddress(),
});
export type Leg = z.output<typeof legSchema>;

export const routerSchema = z.strictObject({
  /** What ssh is given; aliases of the SSH configuration work. */
  host: loginHost(),
  /** SSH port; default: the SSH configuration's, else 22. */
  port: port().optional(),
  /** Login; default: the provider's, then the SSH configuration's. */
  user: loginUser().optional(),
  /** VRRP priority; the highest one alive becomes active when nobody is. */
  priority: leaf<number>({
    type: "number",
    code: "LVS020",
    expects: "a VRRP priority from 1 to 254",
    remedy: "Leave priorities out to get 254, 244, … in the order of the routers; 255 means owning the address, which no LVS router does",
    accepts: (value) => Number.isInteger(value) && value >= 1 && value <= 254,
  }),
  /** Version of the keepalived package there, verified before anything is changed. */
  keepalivedVersion: leaf<string>({
    type: "string",
    code: "LVS021",
    expects: "a keepalived version from 2.2.4 on, as major.minor.patch",
    remedy: "Write what `keepalived --version` prints on the router, such as 2.2.7; older ones lack what we rely on",
    accepts: isSupportedKeepalived,
  }).default(DEFAULT_KEEPALIVED_VERSION),
  /** The side that clients come from. */
  public: legSchema,
  /** The side of the real servers; left out when they are on the public network. */
  private: legSchema.optional(),
});
/** A host that forwards. */
export type Router = z.output<typeof routerSchema>;

function isSupportedKeepalived(text: string): boolean {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return false;
  const [major = 0, minor = 0, patch = 0] = match.slice(1).map(Number);
  return major * 1_000_000 + minor * 1000 + patch >= 2_002_004;
}
