import { bugDiagnostic, ProviderServer, type Log, type ProviderType } from "./server";
import { hclog, readInvitation, runForDebugging, runPlugin } from "./wire";

/** How to serve. */
export interface ServeOptions {
  /** `HOST/NAMESPACE/TYPE`, for the text that `--debug` prints. */
  readonly address: string;
}

/**
 * Runs this process as a Terraform provider until Terraform is done with it. `make` must be cheap and load nothing heavy:
 * Terraform starts the process several times a command, mostly to ask for little.
 * With `--debug` it waits for Terraform instead of being started by it.
 */
export async function serve<Context>(make: () => ProviderType<Context>, { address }: ServeOptions): Promise<void> {
  const log = hclog((line) => process.stderr.write(line));
  const debugging = process.argv.includes("--debug");
  const read = readInvitation(process.env);
  if (!debugging && "refusal" in read) return refuse(read.refusal);
  keepStdoutClean();
  outliveReaders();
  const server = new ProviderServer(make(), log);
  surviveStrayExceptions(server, log);
  try {
    if (debugging || "refusal" in read) await runForDebugging(server, address);
    else await runPlugin(server, read.invitation, log);
  } catch (error) {
    process.stderr.write(`the provider couldn't start: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

function refuse(text: string): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}

/** Terraform reads the handshake from stdout: anything else there ends the run with "unrecognized plugin message". */
function keepStdoutClean(): void {
  console.log = console.error;
  console.info = console.error;
  console.debug = console.error;
}

/** When Terraform is gone nobody reads what we say; a call that is still bringing hosts back must not end because of that. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
}

/** Dying would lose the state of every change in flight and leave hosts half changed: the calls are stopped, bring back what they changed and say so. */
function surviveStrayExceptions(server: ProviderServer, log: Log): void {
  const survive = (error: unknown): void => {
    const { summary, detail } = bugDiagnostic("nothing in particular", error);
    log("error", summary, { detail });
    server.stray(error);
  };
  process.on("uncaughtException", survive);
  process.on("unhandledRejection", survive);
}
