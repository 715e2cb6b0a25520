import { type Finding } from "../diagnostics";

const finding = (code: string, summary: string, remedy: string, value?: unknown): Finding => ({
  code,
  severity: "error",
  summary,
  place: ["lab"],
  remedy,
  ...(value === undefined ? {} : { value }),
});

/** Everything the lab can complain about, in one place. */
export const labFindings = {
  badTopology: (place: readonly (string | number)[], summary: string, value: unknown): Finding => ({
    ...finding("LVS950", `the lab's topology is wrong: ${summary}`, "Correct it; `cdktf-lvs lab topology` prints a valid one", value),
    place: ["topology", ...place],
  }),
  unreadableTopology: (file: string, reason: string): Finding =>
    finding("LVS962", `the topology file can't be read: ${reason}`, "Give a JSON file, or a module Node.js can load, with a default export", file),
  missingPackages: (packages: readonly string[], command: string): Finding =>
    finding("LVS951", `the lab needs Debian packages that are not installed: ${packages.join(", ")}`, `Run: ${command}`),
  imageBuildFailed: (log: string, lastLines: string): Finding =>
    finding("LVS952", `building the lab's image failed:\n${lastLines}\n`, `Read the whole log in ${log}`),
  noSuchLab: (name: string): Finding =>
    finding("LVS953", `there is no lab called ${JSON.stringify(name)}`, "Run: npx cdktf-lvs lab up"),
  noSuchNode: (name: string, nodes: readonly string[]): Finding =>
    finding("LVS954", `the lab has no node ${JSON.stringify(name)}`, `Use one of ${nodes.join(", ")}`),
  noNamespaces: (reason: string): Finding =>
    finding(
      "LVS955",
      `this machine does not let us make a user and network namespace (${reason})`,
      "Allow it (sysctl kernel.unprivileged_userns_clone=1, kernel.apparmor_restrict_unprivileged_userns=0; in a container: --privileged)",
    ),
  notReachable: (name: string, reason: string, console: string): Finding =>
    finding("LVS956", `${name} did not come up: ${reason}`, `Its console is in ${console}`),
  busy: (name: string): Finding =>
    finding("LVS957", `another process is bringing lab ${JSON.stringify(name)} up or down`, "Wait for it, or choose another --name"),
  otherTopology: (name: string): Finding =>
    finding("LVS958", `lab ${JSON.stringify(name)} is up with another topology`, `Run: npx cdktf-lvs lab down --name ${name}`),
  noMirror: (): Finding =>
    finding("LVS959", "apt on this machine knows no source of Debian packages", "Set CDKTF_LVS_LAB_MIRROR to a Debian mirror's URL"),
  badName: (name: string): Finding =>
    finding("LVS960", "a lab's name is 1 to 32 letters, digits and dashes", "Choose another --name", name),
  portNotFree: (port: number, reason: string): Finding =>
    finding("LVS963", `port ${port} of 127.0.0.1 can't be listened on: ${reason}`, "Choose another --listen, or leave it out to have a free one"),
  compilerFailed: (output: string): Finding =>
    finding("LVS961", `compiling the repairs to the UML kernel failed: ${output}`, "Check that `cc` works"),
};
