import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { LVS_HOST } from "../../../../lib/deploy/host/lvs-host.generated";

/** `prepare` of the host's program in a directory of its own, whose release's program ends with that code. */
function prepared(code: number): string {
  const functions = LVS_HOST.slice(0, LVS_HOST.indexOf("\nverb=${1:-}"));
  const script = `${functions}
    dir=$(mktemp -d) digest=new cluster=www release=$dir/releases/new
    mkdir -p "$release"; printf '#!/bin/sh\\necho "for $LVS_FOR"; exit ${code}\\n' >"$release/lvs-real-server"; chmod 755 "$release/lvs-real-server"
    need_release() { :; }; record_found() { :; }; drop_dangling() { :; }
    (prepare 2>/dev/null); echo "ended with $?, pending: $(readlink "$dir/pending" || echo none)"
    rm -rf "$dir"`;
  return spawnSync("sh", { input: script, encoding: "utf8" }).stdout;
}

describe("a release that a real server is to take", () => {
  it("is asked for in its cluster's name, and stays while it is introduced", () => {
    expect(prepared(0)).toBe("for www\nended with 0, pending: releases/new\n");
  });

  it("stays also where a step failed, since others were done", () => {
    expect(prepared(1)).toBe("for www\nended with 1, pending: releases/new\n");
  });

  it.each([3, 5, 6])("is out of the way of other clusters, and of a boot, where it was refused as a whole (%i)", (code) => {
    expect(prepared(code)).toBe("for www\nended with 1, pending: none\n");
  });
});
