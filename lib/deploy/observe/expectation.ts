import { currentPath } from "../../compile";
import { sameModuloComments } from "../../compile/digest";
import { type Release } from "../desired-cluster";
import { type ObserveRequest } from "../host/host-commands";
import { compareIpvs } from "./compare-ipvs";
import { type ObservedHost } from "./observed-host";

/** Names of the bundle's files that describe kernel state instead of standing on the disk for their own sake. */
export const EXPECTED_STATE = "expected-state";
export const IPVS_RULES = "ipvs.rules";

/** Lines of one of the release's files; none when it has no such file. */
export function linesOf(cluster: string, files: Release["files"], name: string): string[] {
  const content = files[currentPath(cluster, name)]?.content ?? "";
  return content.split("\n").filter((line) => line !== "" && !/^#(?!(?:sorry|load) )/.test(line));
}

/** What has to be looked at to compare a host with a release. */
export function requestFor(cluster: string, files: Release["files"]): ObserveRequest {
  return { cluster, paths: Object.keys(files), facts: linesOf(cluster, files, EXPECTED_STATE) };
}

/** Everything in which the host is not what the release says, in words; empty when it runs it. Health and roles don't count. */
export function differences(cluster: string, release: Release, observed: ObservedHost): string[] {
  return [
    ...(observed.current === release.digest ? [] : [`it runs ${observed.current ?? "no release"}`]),
    ...fileDifferences(release, observed),
    ...factDifferences(cluster, release, observed),
    ...compareIpvs(linesOf(cluster, release.files, IPVS_RULES), observed.ipvsTable).repairs.map((line) => `the kernel's table needs ipvsadm ${line}`),
    ...observed.needs.map((need) => `the daemon still has to ${need}`),
  ];
}

function fileDifferences({ files }: Release, observed: ObservedHost): string[] {
  return Object.entries(files).flatMap(([path, wanted]) => {
    const found = observed.files[path];
    if (found === undefined) return [`${path} is missing`];
    if (found.mode !== wanted.mode.toString(8)) return [`${path} has the mode ${found.mode}`];
    return sameModuloComments(path, found.content, wanted.content) ? [] : [`${path} differs`];
  });
}

function factDifferences(cluster: string, { files }: Release, observed: ObservedHost): string[] {
  const wanted = linesOf(cluster, files, EXPECTED_STATE);
  return wanted.flatMap((fact, index) => (observed.facts[index] === fact ? [] : [`expected "${fact}", found "${observed.facts[index] ?? "nothing"}"`]));
}
