import { type Log, type ProviderServer } from "../server";
import { selfSignedCertificate } from "./certificate";
import { handshakeLine, protocolVersion, type Invitation } from "./handshake";
import { listen } from "./listener";
import { makeSocketDirectory } from "./socket-directory";

/** How long calls in flight may take to end by themselves once nobody waits for them any more. */
const lastWords = 10_000;
const parentCheck = 500;
const afterShutdown = 50;

/**
 * Serves Terraform until it says Shutdown, hangs up afterwards, or dies. Prints the one handshake line.
 * Ctrl-C reaches every process of the terminal: it is Terraform's to handle (StopProvider), so SIGINT is ignored here.
 */
export async function runPlugin(server: ProviderServer, invitation: Invitation, log: Log): Promise<void> {
  const directory = makeSocketDirectory(invitation.socketDirectory);
  const leave = leaveOnce(directory.remove);
  const { clientCertificate } = invitation;
  const own = clientCertificate === undefined ? undefined : selfSignedCertificate(new Date());
  let shuttingDown = false;
  const onShutdown = (): void => {
    shuttingDown = true;
    setTimeout(leave, afterShutdown);
  };
  const onHangUp = (): void => {
    if (shuttingDown) leave();
  };
  process.on("SIGINT", () => log("debug", "interrupt left to Terraform"));
  process.on("SIGTERM", () => endCalls(server, leave));
  await listen({ server, socket: directory.socket, onShutdown, onHangUp, ...(own && clientCertificate ? { tls: { own, client: clientCertificate } } : {}) });
  watchParent(() => endCalls(server, leave));
  process.stdout.write(handshakeLine(directory.socket, own?.der));
}

/** Serves without TLS until interrupted, and prints what makes Terraform use this process. */
export async function runForDebugging(server: ProviderServer, address: string): Promise<void> {
  const directory = makeSocketDirectory();
  const leave = leaveOnce(directory.remove);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => endCalls(server, leave));
  const nothing = (): void => undefined;
  await listen({ server, socket: directory.socket, onShutdown: nothing, onHangUp: nothing });
  const how = { Protocol: "grpc", ProtocolVersion: protocolVersion, Pid: process.pid, Test: true, Addr: { Network: "unix", String: directory.socket } };
  process.stdout.write(`TF_REATTACH_PROVIDERS='${JSON.stringify({ [address]: how })}'\n`);
}

function leaveOnce(remove: () => void): () => void {
  process.on("exit", remove);
  return () => process.exit(0);
}

/** Asks calls in flight to end, waits for them a little, then leaves. A change cut short is put right by its own rollback. */
function endCalls(server: ProviderServer, leave: () => void): void {
  server.stop();
  const deadline = Date.now() + lastWords;
  const look = (): void => {
    if (server.inFlight.count === 0 || Date.now() > deadline) leave();
    else setTimeout(look, 20);
  };
  look();
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
