import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BundleFile, releaseDigest, sameModuloComments } from "../../../lib/compile";
import { NAT_PAIR, filesOf } from "./small-clusters";

const file = (content: string, mode: BundleFile["mode"] = 0o644): BundleFile => ({ content, mode });

describe("the release digest", () => {
  const files = filesOf(NAT_PAIR, "lvs1");
  const conf = "/var/lib/lvs/clusters/www/current/keepalived.conf";

  it("is 64 hexadecimal digits, the same in whatever order the files come", () => {
    expect(releaseDigest(files)).toMatch(/^[0-9a-f]{64}$/);
    expect(releaseDigest(Object.fromEntries(Object.entries(files).reverse()))).toBe(releaseDigest(files));
  });

  it("stays when only comments and blank lines differ", () => {
    const content = (files[conf] as BundleFile).content;
    const reworded = content.replace(/# .*/g, "! another reason").replace("global_defs", "\n\n# new\nglobal_defs");
    expect(releaseDigest({ ...files, [conf]: file(reworded) })).toBe(releaseDigest(files));
  });

  it("changes with a value, a mode, a path and a file more or less", () => {
    const content = (files[conf] as BundleFile).content;
    const without = Object.fromEntries(Object.entries(files).slice(1));
    const others = [
      { ...files, [conf]: file(content.replace("priority 254", "priority 253")) },
      { ...files, [conf]: file(content, 0o755) },
      { ...without, "/etc/elsewhere": Object.values(files)[0] as BundleFile },
      without,
      { ...files, "/etc/more": file("") },
    ].map(releaseDigest);
    expect(new Set([releaseDigest(files), ...others]).size).toBe(6);
  });

  it("tells files apart that only share their concatenation", () => {
    const pieces = fc.array(fc.tuple(fc.stringMatching(/^[ab/ 0-9]{0,4}$/), fc.stringMatching(/^[ab0-9 \n]{0,6}$/)), { maxLength: 3 });
    const canonical = (bundle: Record<string, BundleFile>): string =>
      JSON.stringify(Object.entries(bundle).sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, { content }]) => [path, content.split("\n").filter((line) => line.trim() !== "")]));
    fc.assert(
      fc.property(pieces, pieces, (left, right) => {
        const [a, b] = [left, right].map((list) => Object.fromEntries(list.map(([path, content]) => [path, file(content)]))) as [Record<string, BundleFile>, Record<string, BundleFile>];
        expect(releaseDigest(a) === releaseDigest(b)).toBe(canonical(a) === canonical(b));
      }),
    );
  });
});

describe("a comment", () => {
  it.each([
    ["/x/keepalived.conf", "a\n# c\n", "a\n", true],
    ["/x/keepalived.conf", "a\n  ! c\n\n", "a\n", true],
    ["/x/keepalived.conf", "a # c\n", "a\n", false],
    ["/x/keepalived.conf", "a\n; b\n", "a\n", false],
    ["/etc/systemd/system/x.service", "[Unit]\n; c\n#d\n", "[Unit]\n", true],
    ["/etc/sysctl.d/x.conf", "a = 1\n; c\n", "a = 1\n", true],
    ["/etc/modules-load.d/x.conf", "# c\nip_vs\n", "ip_vs\n", true],
    ["/x/ipvs.rules", "# c\n-A -t 1.2.3.4:5 -s rr\n", "-A -t 1.2.3.4:5 -s rr\n", false],
    ["/x/lvs-real-server", "#!/bin/sh\n# c\ntrue\n", "#!/bin/sh\ntrue\n", true],
    ["/x/lvs-real-server", "#!/bin/sh\ntrue\n", "#!/bin/bash\ntrue\n", false],
    ["/var/lib/lvs/check-www-web-0-12345678", "#!/bin/sh\ncat <<END\nGET / HTTP/1.0\n\nEND\n", "#!/bin/sh\ncat <<END\nGET / HTTP/1.0\nEND\n", false],
    ["/x/lvs-real-server", "#!/bin/sh\necho '\n  a'\n", "#!/bin/sh\necho '\n a'\n", false],
  ])("in %s: %j is as good as %j: %s", (path, a, b, same) => {
    expect(sameModuloComments(path, a, b)).toBe(same);
    expect(releaseDigest({ [path]: file(a) }) === releaseDigest({ [path]: file(b) })).toBe(same);
  });
});
