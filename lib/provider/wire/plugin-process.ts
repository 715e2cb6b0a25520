import { type Log, type ProviderServer } from "../server";
import { selfSignedCertificate } from "./certificate";
import { Departure } from "./departure";
import { handshakeLine, protocolVersion, type Invitation } from "./handshake";
import { listen } from "./listener";
import { makeSocketDirectory } from "./socket-directory";

const parentCheck = 500;
const afterShutdown = 50;

/**
 * Serves Terraform until it says Shutdown, hangs up afterwards, or dies. Prints the one handshake line.
 * Ctrl-C reaches every process of the terminal: it is Terraform's to handle (StopProvider), so SIGINT is ignored here.
 */
export async function runPlugin(server: ProviderServer, invitation: Invitation, log: Log): Promise<void> {
  const directory = makeSocketDirectory(invitation.socketDirectory);
  const leave = leaveOnce(directory.remove);
  const departure = departureOf(server, leave);
  const { clientCertificate } = invitation;
  const own = clientCertificate === undefined ? undefined : selfSignedCertificate(new Date());
  let shuttingDown = false;
  const onShutdown = (): void => {
    shuttingDown = true;
    setTimeout(() => departure.orphaned(), afterShutdown);
  };
  const onHangUp = (): void => {
    if (shuttingDown) departure.orphaned();
  };
  process.on("SIGINT", () => log("debug", "interrupt left to Terraform"));
  process.on("SIGTERM", () => departure.asked());
  // The terminal is gone: cdktf runs Terraform in one of its own, and takes it away at once when somebody presses Ctrl-C there. Terraform ends by this signal.
  process.on("SIGHUP", () => departure.orphaned());
  await listen({ server, socket: directory.socket, onShutdown, onHangUp, ...(own && clientCertificate ? { tls: { own, client: clientCertificate } } : {}) });
  watchParent(() => departure.orphaned());
  process.stdout.write(handshakeLine(directory.socket, own?.der));
}

/** Serves without TLS until interrupted, and prints what makes Terraform use this process. */
export async function runForDebugging(server: ProviderServer, address: string): Promise<void> {
  const directory = makeSocketDirectory();
  const departure = departureOf(server, leaveOnce(directory.remove));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => departure.asked());
  const nothing = (): void => undefined;
  await listen({ server, socket: directory.socket, onShutdown: nothing, onHangUp: nothing });
  const how = { Protocol: "grpc", ProtocolVersion: protocolVersion, Pid: process.pid, Test: true, Addr: { Network: "unix", String: directory.socket } };
  process.stdout.write(`TF_REATTACH_PROVIDERS='${JSON.stringify({ [address]: how })}'\n`);
}

function leaveOnce(remove: () => void): () => void {
  process.on("exit", remove);
  return () => process.exit(0);
}

function departureOf(server: ProviderServer, leave: () => void): Departure {
  return new Departure({ stop: () => server.stop(), inFlight: () => server.inFlight.count, leave });
}

/** Terraform killed or crashed says nothing: a process whose parent changed has lost it. */
function watchParent(onDeath: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onDeath();
  }, parentCheck);
  timer.unref();
}
