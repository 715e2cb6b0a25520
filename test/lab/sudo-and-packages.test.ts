import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab } from "../../lib/lab";
import { DIRECT_VIP, directCluster } from "./harness/cluster-config";
import { packAgain } from "./harness/debian-package";
import { requests } from "./harness/probe";
import { bareHosts, site, spoil } from "./harness/site";
import { TerraformProject } from "./harness/terraform-project";

// An offline shelf that apt knows alone, with the package on it and not on the system any more.
const SHELVE = `${packAgain("ipvsadm")}
{ cat ipvsadm/DEBIAN/control; printf 'Filename: ./ipvsadm.deb\\nSize: %s\\nSHA256: %s\\n' "$(stat -c %s ipvsadm.deb)" "$(sha256sum ipvsadm.deb | cut -d' ' -f1)"; } >Packages
rm -rf /etc/apt/sources.list /etc/apt/sources.list.d/*
echo 'deb [trusted=yes] file:/srv/shelf ./' >/etc/apt/sources.list
dpkg --purge --force-depends ipvsadm >/dev/null`;

describe("hosts that are logged in to as an ordinary user with sudo", () => {
  let lab: Lab;
  let project: TerraformProject;
  beforeAll(async () => {
    lab = await site();
    await bareHosts(lab);
    await spoil(lab.node("lvs2"));
    await lab.node("lvs2").must(SHELVE);
    project = await TerraformProject.create(lab, { ssh: { user: "ops" } });
  });
  afterAll(() => project.remove());

  it("is refused where a package is missing, with the command that installs it", async () => {
    const { code, output } = await project.cluster(directCluster()).apply();
    expect(code).toBe(1);
    expect(output).toContain("LVS313: lvs2 lacks ipvsadm");
    expect(output).toContain("apt-get install ipvsadm");
    expect(await lab.node("lvs1").must("ls /var/lib/lvs 2>/dev/null | wc -l")).toBe("0\n");
  });

  it("gets the package by the host's own package manager when that is allowed", async () => {
    await project.cluster(directCluster((cluster) => (cluster["install_packages"] = true))).deploy();
    expect(await lab.node("lvs2").must("dpkg-query -W -f '${db:Status-Abbrev}' ipvsadm; systemctl is-active lvs-heartbeat")).toBe("ii active\n");
  });

  it("forwards to every real server by weight, and there is nothing more to do", async () => {
    expect(await requests(lab.node("client"), `http://${DIRECT_VIP}/`, { count: 16 })).toMatchObject({ failed: 0, perServer: { web1: 2, web2: 4, web3: 10 } });
    expect((await project.plan()).code).toBe(0);
  });
});
