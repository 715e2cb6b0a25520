/** The only protocol we speak; 5 lacks nested attributes. */
export const protocolVersion = 6;

const cookieName = "TF_PLUGIN_MAGIC_COOKIE";
const cookieValue = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

/** How go-plugin wants to be met, from the environment it starts a plugin with. */
export interface Invitation {
  /** PEM; absent only when nobody asked for TLS (a debugging run). */
  readonly clientCertificate?: string;
  /** Where sockets have to be made, when the client says. */
  readonly socketDirectory?: string;
}

/** Reads the invitation. `refusal` is a text for the person who started the program by hand or with the wrong client. */
export function readInvitation(environment: NodeJS.ProcessEnv): { readonly invitation: Invitation } | { readonly refusal: string } {
  if (environment[cookieName] !== cookieValue) return { refusal: notByHand };
  const spoken = (environment["PLUGIN_PROTOCOL_VERSIONS"] ?? String(protocolVersion)).split(",");
  if (!spoken.includes(String(protocolVersion))) return { refusal: tooOld(spoken) };
  const clientCertificate = environment["PLUGIN_CLIENT_CERT"];
  const socketDirectory = environment["PLUGIN_UNIX_SOCKET_DIR"];
  return {
    invitation: {
      ...(clientCertificate ? { clientCertificate } : {}),
      ...(socketDirectory ? { socketDirectory } : {}),
    },
  };
}

/** The first and only line on stdout. The certificate is base64 without padding, as Go's RawStdEncoding writes it. */
export function handshakeLine(socket: string, certificate: Buffer | undefined): string {
  const cert = certificate === undefined ? "" : certificate.toString("base64").replace(/=+$/, "");
  return `1|${protocolVersion}|unix|${socket}|grpc|${cert}\n`;
}

const notByHand = `This is a Terraform provider. Terraform and OpenTofu start it by themselves; there is nothing to do with it by hand.
Write a configuration (or a CDKTF program) that uses it and run plan or apply there.
To debug it, start it with --debug and follow what it prints.`;

function tooOld(spoken: readonly string[]): string {
  return `This provider speaks plugin protocol ${protocolVersion}; the program that started it speaks ${spoken.join(", ")}. Use Terraform 1.5 or newer, or OpenTofu.`;
}
