import { type Place } from "../../diagnostics";
import { type RealServer } from "../real-server";
import { type SiteMember } from "./check";
import { loginKey } from "./parts";

/** A real server as one cluster sees it. */
export interface Seen {
  readonly member: SiteMember;
  readonly place: Place;
  readonly server: RealServer;
}

/** One machine: by its login, and without one by where the app declares it. Addresses don't tell: private networks of two sites may well have the same. */
export function machineKey({ member, place, server: { login } }: Seen): string | undefined {
  return login === undefined ? member.declaredAt?.(place) : loginKey(login);
}

/** What a person knows the machine by. */
export function machineName({ server: { login, address } }: Seen): string {
  return login?.host ?? address;
}

export function machinePlace({ place, server: { login } }: Seen): Place {
  return [...place, ...(login === undefined ? ["address"] : ["login", "host"])];
}
