import { type BundleFile, type HostRole, compileCluster } from "../compile";
import { releaseDigest } from "../compile/digest";
import { type Finding, type Result, ok } from "../diagnostics";
import { type Cluster, type RealServer, type Router } from "../model";
import { type HostAddress } from "./host-port";

/** The files of one host for one cluster under the digest that names them. */
export interface Release {
  readonly digest: string;
  readonly files: Readonly<Record<string, BundleFile>>;
}

/** One host as it shall become. */
export interface DesiredHost {
  /** Its name in the model. */
  readonly name: string;
  readonly role: HostRole;
  readonly address: HostAddress;
  readonly release: Release;
}

/** A whole cluster as it shall become: every value known. */
export interface DesiredCluster {
  readonly model: Cluster;
  /** The model as it was written, defaults left out: what an import gives back. */
  readonly input: unknown;
  /** Routers by falling priority, then real servers by name. */
  readonly hosts: readonly DesiredHost[];
  /** For each real server without login: what its administrator runs there. */
  readonly instructions: Readonly<Record<string, string>>;
}

/** Compiles a model whose every value is known; a value that is still unknown is a finding with its place. */
export function desiredCluster(model: Cluster, input: unknown = model): Result<DesiredCluster> {
  const compiled = compileCluster(model);
  const unknown: Finding[] = [];
  const hosts = compiled.hosts.map((host): DesiredHost => {
    const files: Record<string, BundleFile> = {};
    for (const [path, file] of Object.entries(host.files)) {
      if (file.known) files[path] = file.value;
      else unknown.push(stillUnknown(file.place));
    }
    return { name: host.host, role: host.role, address: loginOf(model, host.host), release: { digest: releaseDigest(files), files } };
  });
  const instructions: Record<string, string> = {};
  for (const [server, text] of Object.entries(compiled.instructions)) if (text.known) instructions[server] = text.value;
  return unknown.length > 0 ? { ok: false, findings: unknown } : ok({ model, input, hosts, instructions });
}

/** Where to log in to a router or real server of the model. */
export function loginOf(model: Cluster, host: string): HostAddress {
  const login: Partial<Pick<Router, "host" | "port" | "user">> | undefined = model.routers[host] ?? realServer(model, host)?.login;
  if (login?.host === undefined) throw new Error(`a host without login was compiled: ${host}`);
  return { host: login.host, ...(login.port === undefined ? {} : { port: login.port }), ...(login.user === undefined ? {} : { user: login.user }) };
}

function realServer(model: Cluster, name: string): RealServer | undefined {
  return Object.values(model.pools)
    .map((pool) => pool.servers[name])
    .find((server) => server?.login !== undefined);
}

function stillUnknown(place: Finding["place"]): Finding {
  return {
    code: "LVS300",
    severity: "error",
    place,
    summary: "this value is still unknown while the hosts are to be changed",
    remedy: "Apply the stack that provides it first",
  };
}
