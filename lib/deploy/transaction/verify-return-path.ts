import { type Cluster } from "../../model";
import { parseCidr, parseIpAddress } from "../../net";
import { noReturnPath } from "../findings";
import { returnPathCommand } from "../host/host-commands";
import { type Participant, type PhaseResult, done, joined } from "./context";

/**
 * Phase 7 for NAT real servers without login: their health checks come from the router's private address and pass without any default route, while clients would
 * never get an answer. So the active router sends from its public address, to which only the default route leads back. A warning, since a firewall may drop pings.
 */
export async function verifyReturnPath(model: Cluster, routers: readonly Participant[]): Promise<PhaseResult> {
  const servers = new Map(unattended(model));
  if (model.routing.gateway === undefined || servers.size === 0) return done();
  return joined(await Promise.all(routers.map((router) => ask(model, router, servers))));
}

async function ask(model: Cluster, { desired, session }: Participant, servers: ReadonlyMap<string, string>): Promise<PhaseResult> {
  const gateway = (model.routing.gateway ?? "").split("/")[0] ?? "";
  const source = (model.routers[desired.name]?.public.address ?? "").split("/")[0] ?? "";
  const answered = await session.step("asking for the way back", returnPathCommand(gateway, source, [...servers.keys()]));
  if (!answered.ok) return answered;
  const lost = answered.value.split("\n").filter((line) => line.startsWith("lost ")).map((line) => servers.get(line.slice(5)) ?? line.slice(5));
  return lost.length === 0 ? done() : done([noReturnPath(desired.name, lost, gateway)]);
}

/** Address and name of each real server that nobody prepares for its administrator, in the family of the gateway. */
function unattended(model: Cluster): [string, string][] {
  const family = parseCidr(model.routing.gateway ?? "")?.address.family;
  const all = Object.values(model.pools).flatMap(({ servers }) => Object.entries(servers));
  return all.filter(([, { login, address }]) => login === undefined && parseIpAddress(address)?.family === family).map(([name, { address }]) => [address, name]);
}
