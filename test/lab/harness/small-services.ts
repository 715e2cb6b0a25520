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

/** A web server over TLS that serves one name, by the hello of TLS and by the request, and says 202; each of these is in a file of /run/lab, for tests to change. */
const TLS = `
import http.server, os, ssl, subprocess
def wanted(what, usually):
    try: return open("/run/lab/tls-" + what).read().strip()
    except OSError: return usually
class Site(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        self.send_response(int(wanted("status", "202")) if self.headers["Host"] == wanted("host", "www.example.net") else 421)
        for header in (("Content-Length", "0"), ("Connection", "close")): self.send_header(*header)
        self.end_headers()
def hello(connection, name, context):
    return None if name == wanted("name", "www.example.net") else ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
os.makedirs("/run/lab", exist_ok=True)
subprocess.run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=lab -out /run/lab-tls.pem -keyout /run/lab-tls.key", shell=True, check=True)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("/run/lab-tls.pem", "/run/lab-tls.key")
context.sni_callback = hello
server = http.server.ThreadingHTTPServer(("0.0.0.0", 8443), Site)
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
server.serve_forever()
`;

const PROGRAMS = { "lab-dns": DNS, "lab-smtp": SMTP, "lab-web": WEB, "lab-tls": TLS } as const;

/** Starts them on a real server, as units that `systemctl stop` ends and this starts again. */
export async function startSmallServices(node: LabNode, ...names: readonly (keyof typeof PROGRAMS)[]): Promise<void> {
  for (const name of names) {
    await node.must(`cat >/run/${name}.py; systemctl is-active --quiet ${name} || systemd-run --quiet --collect --unit=${name} python3 /run/${name}.py`, { stdin: PROGRAMS[name] });
  }
}
