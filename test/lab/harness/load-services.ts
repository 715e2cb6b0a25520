import { type LabNode } from "../../../lib/lab";

/** What a load monitor may ask a real server, told by files: port 3333 says /run/lab/agent as an agent does, port 3334 says /run/lab/load over HTTP. */
const PROGRAM = `
import socketserver, threading
def serve(port, file, head):
    class Answer(socketserver.BaseRequestHandler):
        def handle(self):
            if head: self.request.recv(4096)
            with open(file, "rb") as text: self.request.sendall(head + text.read())
    socketserver.ThreadingTCPServer.allow_reuse_address = True
    threading.Thread(target=socketserver.ThreadingTCPServer(("0.0.0.0", port), Answer).serve_forever).start()
serve(3333, "/run/lab/agent", b"")
serve(3334, "/run/lab/load", b"HTTP/1.0 200 OK\\r\\nContent-Type: text/plain\\r\\n\\r\\n")
`;

/** Starts it, saying "up" and 0. */
export async function startLoadServices(node: LabNode): Promise<void> {
  await node.must("echo up >/run/lab/agent; echo 0 >/run/lab/load; cat >/run/load.py; systemd-run --quiet --collect --unit=lab-load python3 /run/load.py", { stdin: PROGRAM });
}

/** Debian's daemons that tell of loads, which the image has but doesn't start. */
export async function startLoadDaemons(node: LabNode, ...units: readonly string[]): Promise<void> {
  await node.must(["sh", "-c", 'systemctl unmask "$@" 2>/dev/null && systemctl start "$@"', "sh", ...units]);
}

/** Lets the routers log in to real servers as lvs-load, for `uptime; nproc` and nothing else, as the construct's documentation says. */
export async function letMonitorsIn(routers: readonly LabNode[], servers: readonly LabNode[]): Promise<void> {
  const keys = await Promise.all(routers.map((router) => router.must("mkdir -p /etc/lvs && ssh-keygen -q -t ed25519 -N '' -f /etc/lvs/load-monitor.key && cat /etc/lvs/load-monitor.key.pub")));
  const lines = keys.map((key) => `restrict,command="uptime; nproc" ${key}`).join("");
  await Promise.all(servers.map((server) => server.must("useradd --create-home --password '*' lvs-load && mkdir -p ~lvs-load/.ssh && cat >~lvs-load/.ssh/authorized_keys", { stdin: lines })));
}
