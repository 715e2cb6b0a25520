import { createSshConnector } from "../../../deploy/ssh";
import { type HostAddress } from "../../../deploy/host-port";
import { HostSession } from "../../../deploy/host-session";
import { peerUnreachable } from "../../../deploy/findings";
import { connectionTable } from "../../../deploy/observe/connection-table";
import { type ObservedHost } from "../../../deploy/observe/observed-host";
import { type Call, type DataOutcome, type ObjectValue, type Value, isObjectValue } from "../../server";
import { type LvsContext } from "../lvs-context";
import { diagnosticsOf } from "./declared";
import { notYetKnown } from "./not-yet-known";

/** Who is active now, and what its kernel sends where. Asks every router; one that can't be asked is named. */
export async function readStatus(config: ObjectValue, call: Call<LvsContext>): Promise<DataOutcome> {
  const cluster = String(config["cluster"]);
  const routers = isObjectValue(config["routers"] ?? null) ? Object.entries(config["routers"] as ObjectValue) : [];
  const closed = notYetKnown(call.provider);
  if (closed !== undefined) return { state: { ...config, ...nobodyAsked(routers) }, diagnostics: diagnosticsOf([{ ...closed, severity: "warning" }]) };
  const looks = await Promise.all(routers.map(([name, router]) => lookAt(cluster, { name, address: addressOf(router) }, call)));
  const holders = looks.filter(({ observed }) => observed !== undefined && holdsFloating(observed)).map(({ name }) => name);
  const active = holders.length === 1 ? looks.find(({ name }) => name === holders[0]) : undefined;
  return {
    state: {
      ...config,
      active: active?.name ?? null,
      holders,
      unreachable: looks.filter(({ observed }) => observed === undefined).map(({ name }) => name),
      virtual_servers: active?.observed === undefined ? [] : connectionTable(active.observed.connections).map(virtualServerValue),
    },
    diagnostics: looks.flatMap(({ diagnostics }) => diagnostics),
  };
}

function nobodyAsked(routers: readonly [string, Value][]): ObjectValue {
  return { active: null, holders: [], unreachable: routers.map(([name]) => name), virtual_servers: [] };
}

async function lookAt(cluster: string, router: { name: string; address: HostAddress }, { provider, signal }: Call<LvsContext>) {
  const session = new HostSession(router.name, router.address, { connector: createSshConnector(provider.ssh), signal });
  const observed = await session.observe({ cluster, paths: [], facts: [], extras: ["connections"] });
  await session.close();
  if (observed.ok) return { name: router.name, observed: observed.value, diagnostics: [] };
  return { name: router.name, observed: undefined, diagnostics: diagnosticsOf([peerUnreachable(router.name, observed.findings)]) };
}

/** An active router holds the address of at least one service of its own table. */
function holdsFloating(observed: ObservedHost): boolean {
  const own = new Set(observed.addresses.map(({ address }) => address.split("/")[0]));
  return connectionTable(observed.connections).some(({ address }) => own.has(address));
}

function addressOf(router: Value): HostAddress {
  const { host = null, port = null, user = null } = isObjectValue(router) ? router : {};
  return { host: String(host), ...(typeof port === "number" ? { port } : {}), ...(typeof user === "string" ? { user } : {}) };
}

function virtualServerValue(service: ReturnType<typeof connectionTable>[number]): Value {
  return {
    address: `${service.protocol} ${service.endpoint}`,
    scheduler: service.scheduler,
    real_servers: service.members.map((member) => ({
      address: member.endpoint,
      weight: member.weight,
      active_connections: member.active,
      inactive_connections: member.inactive,
    })),
  };
}
