import { type Finding, type Result, failed, hasErrors, ok } from "../../diagnostics";
import { currentPath } from "../../compile";
import { type Cluster } from "../../model";
import { type DesiredHost } from "../desired-cluster";
import { distributionUnitReplaced, losesAdvertisedRoute, missingInterface, missingTools, noCarrier, notReachedButCurrent, otherCluster, otherKeepalived, strangers } from "../findings";
import { type ObserveRequest, installCommand } from "../host/host-commands";
import { HostSession } from "../host-session";
import { EXPECTED_STATE, linesOf, requestFor } from "../observe/expectation";
import { parseIpvsTable } from "../observe/ipvs-table";
import { type ObservedHost } from "../observe/observed-host";
import { type ClusterChange, type DeployContext, type Participant } from "./context";
import { floatingAddresses, isRouter } from "./order";

/** Debian package of each tool that is not on every host. */
const PACKAGES: Readonly<Record<string, string>> = {
  keepalived: "keepalived",
  ipvsadm: "ipvsadm",
  ip: "iproute2",
  arping: "iputils-arping",
  modprobe: "kmod",
  sysctl: "procps",
  ping: "iputils-ping",
  nft: "nftables",
};

/** Tools that only a router needs. */
const ROUTER_TOOLS = new Set(["keepalived", "ipvsadm", "arping", "ping", "nft"]);

/** Tools that a router needs for some files only, by what those paths have in them. */
const FOR_FILES: Readonly<Record<string, RegExp>> = { ping: /\/check-[^/]*-leg-[^/]*$/, nft: /\/lvs-packet-filter$/ };

/**
 * Phase 1: reach every host, look at it, and find out whether it can take the change. Nothing is written (but for missing packages, when that
 * is allowed). All hosts are asked at once, and all findings come together.
 */
export async function preflight(change: ClusterChange, context: DeployContext): Promise<Result<Participant[]>> {
  const looked = await Promise.all(change.desired.hosts.map(async (host) => ({ host, result: await meet(change.desired.model, host, context) })));
  const participants = looked.flatMap(({ result }) => (result.ok ? [result.value] : []));
  const findings = looked.flatMap(({ host, result }) => (!result.ok && dispensable(change, host) ? [leftOut(host, result.findings)] : result.findings));
  if (!hasErrors(findings)) return ok(participants, findings);
  await Promise.all(participants.map(({ session }) => session.close()));
  return { ok: false, findings };
}

/** A real server that is down must not keep a person from changing anything else, as long as it has nothing to get. */
function dispensable({ lastConfirmed }: ClusterChange, host: DesiredHost): boolean {
  return !isRouter(host) && lastConfirmed[host.name] === host.release.digest;
}

function leftOut(host: DesiredHost, why: readonly Finding[]): Finding {
  return notReachedButCurrent(host.name, why.map(({ summary }) => summary).join("; "));
}

async function meet(model: Cluster, desired: DesiredHost, context: DeployContext): Promise<Result<Participant>> {
  const session = new HostSession(desired.name, desired.address, context);
  const request: ObserveRequest = { ...requestFor(model.name, desired.release.files), extras: isRouter(desired) ? ["keepalived"] : [] };
  let looked = await session.observe(request);
  if (looked.ok && model.installPackages && toolsMissingFor(desired, looked.value).length > 0) {
    const installed = await installMissing(session, toolsMissingFor(desired, looked.value), context);
    looked = installed.ok ? await session.observe(request) : { ok: false, findings: installed.findings };
  }
  if (!looked.ok) return closing(session, looked.findings);
  const findings = unfit(model, desired, looked.value);
  return hasErrors(findings) ? closing(session, findings) : ok({ desired, session, before: looked.value }, findings);
}

async function closing(session: HostSession, findings: readonly Finding[]): Promise<Result<Participant>> {
  await session.close();
  return failed(...findings);
}

async function installMissing(session: HostSession, tools: readonly string[], context: DeployContext): Promise<Result<string>> {
  const packages = packagesOf(tools);
  context.progress(`${session.name}: installing ${packages.join(", ")}`);
  return session.step(`installing ${packages.join(", ")}`, installCommand(packages));
}

/** Everything that stands against changing this host. */
function unfit(model: Cluster, desired: DesiredHost, observed: ObservedHost): Finding[] {
  const tools = toolsMissingFor(desired, observed);
  const findings = tools.length > 0 ? [missingTools(desired.name, tools, packagesOf(tools))] : [];
  if (!isRouter(desired)) return findings;
  const forwards = linesOf(model.name, desired.release.files, EXPECTED_STATE).includes("sysctl net.ipv6.conf.all.forwarding 1");
  const routeless = forwards ? (observed.advertisedInterfaces ?? []) : [];
  return [...findings, ...unfitRouter(model, desired.name, observed), ...routeless.map((name) => losesAdvertisedRoute(desired.name, name))];
}

function unfitRouter(model: Cluster, name: string, observed: ObservedHost): Finding[] {
  const router = model.routers[name];
  if (router === undefined) return [];
  const legs = [router.public, ...(router.private === undefined ? [] : [router.private])];
  return [
    ...(observed.keepalivedVersion === undefined || observed.keepalivedVersion === router.keepalivedVersion
      ? []
      : [otherKeepalived(name, router.keepalivedVersion, observed.keepalivedVersion)]),
    ...(observed.otherHeartbeats.length > 0 ? [otherCluster(name, observed.otherHeartbeats)] : []),
    ...(observed.current === undefined ? foundThere(model, name, observed) : []),
    ...legs.filter((leg) => observed.interfaces[leg.interface] === undefined).map((leg) => missingInterface(name, leg.interface)),
    ...legs.filter((leg) => observed.deadInterfaces?.includes(leg.interface) === true && !isTracked(model.name, leg.interface, observed)).map((leg) => noCarrier(name, leg.interface)),
  ];
}

/** A leg that keepalived knows already may be dead: its router is in fault by then, and the change costs nobody anything. */
function isTracked(cluster: string, iface: string, { files }: ObservedHost): boolean {
  const lines = files[currentPath(cluster, "keepalived.conf")]?.content.split("\n") ?? [];
  return lines.some((line) => line.trim() === iface || line.trim() === `interface ${iface}`);
}

/** What a router does for others before it has ever been part of this cluster. */
function foundThere(model: Cluster, name: string, observed: ObservedHost): Finding[] {
  const own = new Set(floatingAddresses(model).map(({ address }) => address));
  const foreign = [...parseIpvsTable(observed.ipvsTable ?? []).keys()].filter((key) => !own.has(addressOf(key)));
  return [
    ...(foreign.length > 0 ? [strangers(name, foreign)] : []),
    ...(observed.facts.some((fact) => /^unit keepalived\.service \S+ active$/.test(fact)) ? [distributionUnitReplaced(name)] : []),
  ];
}

/** `-t 203.0.113.10:80` → 203.0.113.10, `-t [2001:db8::1]:80` → 2001:db8::1; of a firewall mark, its number. */
function addressOf(service: string): string {
  return (service.split(" ")[1] ?? "").replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
}

function toolsMissingFor(desired: DesiredHost, observed: ObservedHost): string[] {
  const paths = Object.keys(desired.release.files);
  const isFor = (tool: string): boolean => FOR_FILES[tool] === undefined || paths.some((path) => FOR_FILES[tool]?.test(path));
  return observed.missingTools.filter((tool) => (isRouter(desired) || !ROUTER_TOOLS.has(tool)) && isFor(tool));
}

function packagesOf(tools: readonly string[]): string[] {
  return [...new Set(tools.map((tool) => PACKAGES[tool] ?? tool))];
}
