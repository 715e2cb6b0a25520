import { type RoutingMethod } from "../../model";

/** keepalived's word for a routing method. */
export function lvsMethod(method: RoutingMethod): string {
  switch (method) {
    case "nat":
      return "NAT";
    case "direct":
      return "DR";
    case "tunnel":
      return "TUN";
  }
}
