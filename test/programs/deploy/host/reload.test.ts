import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { changeCommand, rollbackCommand } from "../../../../lib/deploy/host/host-commands";
import { pace } from "../../../pace";
import { DIRECT, DIRECT_TWO_VIPS } from "./clusters";
import { type Outcome, ScratchHost } from "./scratch-host";

let host: ScratchHost;
let first: string;
let second: string;
beforeEach(async () => {
  host = await ScratchHost.start();
  first = await host.stage(DIRECT);
  host.run(changeCommand("activate", { cluster: "www", digest: first }));
  second = await host.stage(DIRECT_TWO_VIPS);
});
afterEach(() => host.stop());

/** What keepalived does when it is told, in the words of its journal, `seconds` later. */
const daemon = (seconds: number, does: string): string => host.must(`echo '(sleep ${seconds}; ${does}) >/dev/null 2>&1 &' >/run/at-reload`);
const RELOADS = "echo Reloading ... >>/run/journal; echo Reload complete >>/run/journal";
const REFUSES = "echo Unknown keyword >/run/lvs-heartbeat/reload-check.log";

const activate = (words?: Readonly<Record<string, string>>): Outcome => host.run(changeCommand("activate", { cluster: "www", digest: second }), words);
const needs = (): string => host.must("cd /run/lvs; ls heartbeat.needs-* 2>/dev/null || true");
const SOON = { "RELOAD_SECONDS=30": "RELOAD_SECONDS=1", "JOURNAL_SECONDS=45": "JOURNAL_SECONDS=0" };

describe("a reload of the heartbeat", () => {
  it("counts as done when keepalived says so, also when that takes its time", () => {
    daemon(2, RELOADS);
    expect(activate()).toMatchObject({ status: 0 });
    expect([host.must("cat /run/journal"), needs()]).toEqual(["Reloading ...\nReload complete", ""]);
  });

  it("that is refused late is not taken for an earlier one of the same second", () => {
    host.must(RELOADS);
    daemon(0.5, REFUSES);
    expect(activate()).toMatchObject({ status: 1, stderr: expect.stringContaining("lvs-heartbeat.service does not reload: Unknown keyword|") });
    expect(needs()).toBe("heartbeat.needs-reload");
  });

  it.each(["reload_check exited due to signal 15", "config check (PID 2979) lost"])("is asked for again when keepalived gave up its own test of the file: %s", (end) => {
    const GIVES_UP = `echo config check timed out >>/run/journal; sleep 0.3; echo "${end}" >>/run/journal`;
    host.must(`echo '(if [ "$(grep -c "timed out" /run/journal)" = 2 ]; then ${RELOADS}; else ${GIVES_UP}; fi) >/dev/null 2>&1 &' >/run/at-reload`);
    host.calls("systemctl");
    expect(activate()).toMatchObject({ status: 0 });
    expect([host.calls("systemctl").filter((call) => call.startsWith("reload")).length, needs()]).toEqual([3, ""]);
    host.run(rollbackCommand("www", first));
    host.must(`rm /run/journal; echo '(${GIVES_UP}) >/dev/null 2>&1 &' >/run/at-reload`);
    expect(activate(SOON)).toMatchObject({ status: 1, stderr: expect.stringContaining(`config check timed out|${end}|`) });
    expect(needs()).toBe("heartbeat.needs-reload");
  });

  it("is done when the first one was after all, while it was asked for again", () => {
    const AFTER_ALL = "echo config check timed out >>/run/journal; echo reload_check exited due to signal 15 >>/run/journal; echo Reloading ... >>/run/journal";
    host.must(`echo '(if grep -q "timed out" /run/journal; then echo Reload complete >>/run/journal; else ${AFTER_ALL}; fi) >/dev/null 2>&1 &' >/run/at-reload`);
    expect(activate()).toMatchObject({ status: 0 });
    expect(needs()).toBe("");
  });

  it("is not taken for done when an earlier one ends late", () => {
    daemon(0.1, "echo Reload complete >>/run/journal");
    expect(activate(SOON)).toMatchObject({ status: 1 });
  });

  it("without any word has failed, and stays to be done", () => {
    host.must("echo Entering BACKUP STATE >/run/journal; echo : >/run/at-reload");
    const outcome = activate(SOON);
    expect(outcome).toMatchObject({ status: 1, stderr: expect.stringMatching(/neither done nor refused within \d s; its last words: Entering BACKUP STATE\|/) });
    expect(needs()).toBe("heartbeat.needs-reload");
    daemon(0, RELOADS);
    expect(activate()).toMatchObject({ status: 0 });
    expect(needs()).toBe("");
  });

  it("is waited for where the journal is late, which systemd's own word in it would show", () => {
    const late = { ...SOON, "JOURNAL_SECONDS=45": "JOURNAL_SECONDS=10" };
    daemon(5, `echo Reloaded lvs-heartbeat.service >>/run/journal; ${RELOADS}`);
    expect(activate(late)).toMatchObject({ status: 0 });
    host.must("rm /run/journal");
    host.run(rollbackCommand("www", first));
    daemon(0, "echo Reloaded lvs-heartbeat.service >>/run/journal");
    const began = performance.now();
    expect(activate(late)).toMatchObject({ status: 1, stderr: expect.stringContaining("its last words: Reloaded lvs-heartbeat.service|") });
    expect(performance.now() - began).toBeLessThan(10_000 * pace);
  });

  it("without any word may still come: the way back tells keepalived again, and restarts it when that fails as well", () => {
    host.must("echo : >/run/at-reload");
    expect(activate(SOON)).toMatchObject({ status: 1 });
    host.calls("systemctl");
    expect(host.run(rollbackCommand("www", first), SOON)).toMatchObject({ status: 0 });
    expect(host.calls("systemctl").filter((call) => call.endsWith(" lvs-heartbeat.service")).slice(-2)).toEqual(["reload lvs-heartbeat.service", "restart lvs-heartbeat.service"]);
    expect(needs()).toBe("");
  });

  it("that was refused left everything as it was: the way back costs keepalived nothing", () => {
    daemon(0, REFUSES);
    expect(activate()).toMatchObject({ status: 1 });
    host.calls("systemctl");
    expect(host.run(rollbackCommand("www", first))).toMatchObject({ status: 0 });
    expect(host.calls("systemctl").filter((call) => /^re(load|start)/.test(call))).toEqual([]);
  });
});
