import { type LabNode } from "../../../lib/lab";

/** Answers every DNS query with an empty answer, from the address that was asked. */
const DNS = `
import socket
link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
link.bind(("0.0.0.0", 53))
while True:
    query, peer = link.recvfrom(4096)
    link.sendto(query[:2] + b"\\x85\\x80" + query[4:6] + bytes(6) + query[12:], peer)
`;

/** Greets, and is greeted; says goodbye to whatever else comes. */
const SMTP = `
import socketserver
class Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 lab ESMTP\\r\\n")
        for line in self.rfile:
            self.wfile.write(b"250 lab\\r\\n" if line[:4].upper() in (b"HELO", b"EHLO") else b"221 bye\\r\\n")
            if line[:4].upper() == b"QUIT": return
socketserver.ThreadingTCPServer.allow_reuse_address = True
socketserver.ThreadingTCPServer(("0.0.0.0", 25), Session).serve_forever()
`;

/** A second web server, for a check whose failures no other test may cause. */
const WEB = `
import http.server
http.server.ThreadingHTTPServer(("0.0.0.0", 8088), http.server.SimpleHTTPRequestHandler).serve_forever()
`;

const PROGRAMS = { "lab-dns": DNS, "lab-smtp": SMTP, "lab-web": WEB } as const;

/** Starts them on a real server, as units that `systemctl stop` ends and this starts again. */
export async function startSmallServices(node: LabNode, ...names: readonly (keyof typeof PROGRAMS)[]): Promise<void> {
  for (const name of names) {
    await node.must(`cat >/run/${name}.py; systemctl is-active --quiet ${name} || systemd-run --quiet --collect --unit=${name} python3 /run/${name}.py`, { stdin: PROGRAMS[name] });
  }
}
