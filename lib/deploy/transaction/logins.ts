import { type HostRole } from "../../compile";
import { realServerHosts } from "../../compile/realserver";
import { type Cluster } from "../../model";
import { loginOf } from "../desired-cluster";
import { type HostAddress } from "../host-port";

/** A host of a cluster that is logged in to. */
export interface Login {
  readonly name: string;
  readonly role: HostRole;
  readonly address: HostAddress;
}

/** Everybody whom that cluster logs in to. Not by compiling: a rule that is newer than the cluster must not hide its hosts. */
export function loginsOf(model: Cluster): Login[] {
  const servers = realServerHosts(model).filter(({ login }) => login !== undefined);
  const hosts = [...Object.keys(model.routers).map((name) => ({ name, role: "router" as const })), ...servers.map(({ name }) => ({ name, role: "real-server" as const }))];
  return hosts.map(({ name, role }) => ({ name, role, address: loginOf(model, name) }));
}

/** Those of the first that the second lack, by name and address. */
export function hostsBeyond<T extends Pick<Login, "name" | "address">>(hosts: readonly T[], others: readonly Pick<Login, "name" | "address">[]): T[] {
  const there = new Set(others.map(keyOf));
  return hosts.filter((host) => !there.has(keyOf(host)));
}

/** Each once, as it comes first. */
export function distinct<T extends Pick<Login, "name" | "address">>(hosts: readonly T[]): T[] {
  return hosts.filter((host, index) => hostsBeyond([host], hosts.slice(0, index)).length > 0);
}

function keyOf({ name, address: { host, port, user } }: Pick<Login, "name" | "address">): string {
  return JSON.stringify([name, host, port, user]);
}
