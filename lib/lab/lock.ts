import { spawn } from "node:child_process";

/** A lock that is held; the kernel lets go of it when this process dies, however it dies. */
export interface Lock {
  release(): Promise<void>;
}

/**
 * Takes the lock on a file, with flock(1): a helper holds it for as long as our end of its standard input is open.
 *
 * @returns undefined when somebody else has it and `waitSeconds` (0: don't wait) have passed.
 */
export function takeLock(file: string, waitSeconds: number): Promise<Lock | undefined> {
  const patience = waitSeconds === 0 ? ["--nonblock"] : ["--timeout", String(waitSeconds)];
  const child = spawn("flock", [...patience, file, "sh", "-c", "echo held; exec cat"], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.stdin.on("error", () => undefined);
    child.stdout.once("data", () =>
      resolve({
        release: () => {
          child.stdin.end();
          return ended;
        },
      }),
    );
    void ended.then(() => resolve(undefined));
  });
}
