import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { storeModelCommand } from "../../../../lib/deploy/host/host-commands";
import { ScratchHost } from "./scratch-host";

let host: ScratchHost;
beforeEach(async () => {
  host = await ScratchHost.start();
  expect(host.run(storeModelCommand("www", '{"name":"www"}\n'))).toEqual({ status: 0, stdout: "", stderr: "" });
});
afterEach(() => host.stop());

const STORE = "/var/lib/lvs/clusters/www";
const refused = { status: 1, stderr: expect.stringContaining("lvs-host: can't keep the model\n") as unknown };
const kept = (): string => host.must(`cat ${STORE}/model.json; ls -A ${STORE}`);

describe("the model on a router", () => {
  it("is replaced by one that differs", () => {
    expect(host.run(storeModelCommand("www", '{"name":"www","routers":{}}\n'))).toMatchObject({ status: 0 });
    expect(kept()).toBe('{"name":"www","routers":{}}\nmodel.json\nreleases');
  });

  it("stays whole where a full disk takes only a part of the next one", () => {
    host.must(`mount -t tmpfs -o size=8k none ${STORE}; mkdir ${STORE}/releases; echo '{"name":"www"}' >${STORE}/model.json`);
    expect(host.run(storeModelCommand("www", `${"x".repeat(20_000)}\n`))).toMatchObject(refused);
    expect(kept()).toBe('{"name":"www"}\nmodel.json\nreleases');
  });

  it("stays where the next one can't be brought to the disk", () => {
    host.must("touch /run/no-sync");
    expect(host.run(storeModelCommand("www", '{"name":"mail"}\n'))).toMatchObject(refused);
    expect(kept()).toBe('{"name":"www"}\nmodel.json\nreleases');
  });
});
