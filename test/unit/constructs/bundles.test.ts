import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type App, type TerraformStack } from "cdktf";
import { describe, expect, it } from "vitest";
import { LvsProvider } from "../../../lib";
import { type BundleFile, compileCluster, releaseDigest } from "../../../lib/compile";
import { type Cluster, parseCluster } from "../../../lib/model";
import { documentedSite, filesBelow, freshDirectory, laterValue, synth } from "./fixtures/synth";

/** The documented example as a model, written down a second time. */
function documentedModel(): Cluster {
  const leg = (name: string, address: string) => ({ interface: name, address });
  const router = (number: number) => ({
    host: `lvs${number}.example.net`,
    priority: 264 - 10 * number,
    public: leg("eth0", `203.0.113.${number + 1}/24`),
    private: leg("eth1", `192.168.1.${number + 1}/24`),
  });
  const parsed = parseCluster({
    name: "www",
    routers: { lvs1: router(1), lvs2: router(2) },
    heartbeat: { virtualRouterId: 51, advertIntervalMs: 200 },
    routing: { method: "nat", gateway: "192.168.1.254/24" },
    vips: { www: { address: "203.0.113.10" } },
    pools: {
      web: {
        healthChecks: [{ type: "http", path: "/healthz", status: 200 }],
        servers: {
          web1: { address: "192.168.1.11", weight: 100, login: { host: "web1.example.net", interface: "eth0" } },
          web2: { address: "192.168.1.12", weight: 200 },
        },
      },
    },
    virtualServers: { http: { vip: "www", port: 80, pool: "web", scheduler: "wlc" } },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.findings));
  return parsed.value;
}

/** Files of one host by path, all known. */
function compiledFiles(host: string): Record<string, BundleFile> {
  const bundle = compileCluster(documentedModel()).hosts.find((each) => each.host === host);
  return Object.fromEntries(Object.entries(bundle?.files ?? {}).flatMap(([path, file]) => (file.known ? [[path, file.value]] : [])));
}

describe("the bundles that synth leaves", () => {
  it("are byte for byte what is compiled, for every host with a login", () => {
    const { path } = synth((app) => documentedSite(app));
    const expected = ["lvs1", "lvs2", "web1"].flatMap((host) => Object.entries(compiledFiles(host)).map(([file, { content }]) => [`${host}${file}`, content] as const));
    const left = Object.entries(filesBelow(path("site", "bundles", "www"))).filter(([file]) => file.includes("/"));
    expect(Object.fromEntries(left)).toEqual(Object.fromEntries(expected));
    expect(left.map(([file]) => file)).toContain("lvs1/var/lib/lvs/clusters/www/current/keepalived.conf");
  });

  it("have the modes they get on the host", () => {
    const { path } = synth((app) => documentedSite(app));
    const mode = (file: string) => (statSync(path("site", "bundles", "www", "web1", file)).mode & 0o777).toString(8);
    expect(mode("var/lib/lvs/clusters/www/current/lvs-real-server")).toBe("755");
    expect(mode("etc/systemd/system/lvs-real-server-www.service")).toBe("644");
  });

  it("come with a manifest that names each host's release, and with instructions for servers without a login", () => {
    const { path } = synth((app) => documentedSite(app));
    const { "manifest.json": manifest = "", "instructions.txt": instructions } = filesBelow(path("site", "bundles", "www"));
    expect(JSON.parse(manifest)).toMatchObject({
      cluster: "www",
      hosts: {
        lvs1: { role: "router", release: releaseDigest(compiledFiles("lvs1")) },
        lvs2: { role: "router", release: releaseDigest(compiledFiles("lvs2")) },
        web1: { role: "real-server", files: { "/var/lib/lvs/clusters/www/current/lvs-real-server": { mode: "0755" } } },
      },
      instructions: { web2: "instructions.txt" },
    });
    const compiled = compileCluster(documentedModel()).instructions["web2"];
    expect(instructions).toBe(compiled?.known === true ? compiled.value : "unknown");
  });

  it("take the place of those of an earlier synth", () => {
    const outdir = freshDirectory();
    const old = join(outdir, "stacks", "site", "bundles", "gone", "lvs1");
    mkdirSync(old, { recursive: true });
    writeFileSync(join(old, "keepalived.conf"), "old");
    const { path } = synth((app) => documentedSite(app), { outdir });
    expect(Object.keys(filesBelow(path("site", "bundles"))).filter((file) => !file.startsWith("www/"))).toEqual([]);
  });

  it("aren't left where they are not wanted, nor are those of an earlier synth", () => {
    const outdir = freshDirectory();
    const earlier = synth((app) => documentedSite(app), { outdir });
    expect(filesBelow(earlier.path("site", "bundles"))).not.toEqual({});
    const unwanted = (stack: TerraformStack) => new LvsProvider(stack, "quiet", { alias: "quiet", writeBundles: false });
    const { path } = synth((app) => unwanted(documentedSite(app).stack), { outdir });
    expect(filesBelow(path("site", "bundles"))).toEqual({});
  });
});

describe("a value that is known only when it is deployed", () => {
  const withUnknownAddress = (app: App) => {
    const { stack, web } = documentedSite(app);
    web.addServer("web3", { address: laterValue(stack).text });
  };

  it("leaves out the files that need it, and the manifest says whose it is", () => {
    const { path } = synth(withUnknownAddress);
    const files = filesBelow(path("site", "bundles", "www"));
    expect(Object.keys(files)).not.toContain("lvs1/var/lib/lvs/clusters/www/current/keepalived.conf");
    expect(Object.keys(files)).toContain("lvs1/etc/modules-load.d/lvs-www.conf");
    const manifest = JSON.parse(files["manifest.json"] ?? "") as { hosts: Record<string, { files: Record<string, unknown>; release?: string }> };
    expect(manifest.hosts["lvs1"]?.files["/var/lib/lvs/clusters/www/current/keepalived.conf"]).toEqual({ unknownUntilDeployed: "site/web/web3.address" });
    expect(manifest.hosts["lvs1"]?.release).toBeUndefined();
    expect(manifest.hosts["web1"]?.release).toBe(releaseDigest(compiledFiles("web1")));
  });
});
