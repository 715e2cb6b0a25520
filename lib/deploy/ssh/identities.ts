import { type AuthHandlerMiddleware, type BaseAgent, type ParsedKey, type PublicKeyAuthMethod } from "ssh2";
import { type Finding } from "../../diagnostics";
import { type Subject } from "./findings";
import { identityUnusable, keyEncrypted, noIdentities } from "./findings-login";
import { fingerprint } from "./host-key";
import { type KeyFile, publicBlob, readKeyFile } from "./private-key-file";
import { type Ssh2Library } from "./ssh2-library";
import { type Target } from "./target";

type Method = Parameters<Parameters<AuthHandlerMiddleware>[2]>[0];

/** What will be shown to the server, one after the other, and a diary of it for error texts. */
export interface Identities {
  /** The next method, or `false` when there is none left. */
  next(): Method;
  /** What the server has seen so far. */
  readonly tried: readonly string[];
  /** Keys that could not be used, each with its finding. */
  readonly skipped: readonly Finding[];
  /** The agent's own trouble, if it had any. */
  agentTrouble(): string | undefined;
}

/** Reads the identity files; fails only when nothing at all is left to try, or a file the settings name is no key. */
export function gatherIdentities(target: Target, about: Subject, ssh2: Ssh2Library): Identities | readonly Finding[] {
  const { files, agentSocket, identitiesOnly } = target.credentials;
  const read = files.map((file) => ({ ...file, file: readKeyFile(file.path, ssh2) }));
  const usable = read.flatMap(({ file }) => (file.kind === "usable" ? [file] : []));
  const skipped = read.flatMap(({ file, named }) => leftOut(file, { about, named }));
  if (agentSocket === undefined && usable.length === 0) {
    return skipped.length > 0 ? skipped : [noIdentities(about, files.map(({ path }) => path))];
  }
  const diary = new Diary();
  const preferred = read.flatMap(({ file }) => publicBlob(file) ?? []);
  const agent = agentSocket === undefined ? [] : [orderedAgent(ssh2, agentSocket, { preferred, only: identitiesOnly, diary })];
  const methods: Method[] = [
    ...agent.map((held) => ({ type: "agent" as const, username: target.user, agent: held })),
    ...usable.map(({ key, path }) => fileMethod(target.user, { key, path, diary })),
  ];
  return { next: () => diary.advance(methods), tried: diary.tried, skipped, agentTrouble: () => diary.agentTrouble };
}

class Diary {
  readonly tried: string[] = [];
  agentTrouble: string | undefined;
  readonly shownByAgent = new Set<string>();

  /** A key that the agent has shown already isn't worth another of the server's few tries. */
  advance(methods: Method[]): Method {
    for (let method = methods.shift(); method !== undefined; method = methods.shift()) {
      const name = nameOf(method);
      if (name === undefined || !this.shownByAgent.has(name.fingerprint)) {
        if (name !== undefined) this.tried.push(`${name.path} (${name.fingerprint})`);
        return method;
      }
    }
    return false as unknown as Method;
  }
}

const NAMES = new WeakMap<object, { path: string; fingerprint: string }>();

function nameOf(method: Method): { path: string; fingerprint: string } | undefined {
  return typeof method === "object" ? NAMES.get(method) : undefined;
}

function fileMethod(username: string, from: { key: ParsedKey; path: string; diary: Diary }): PublicKeyAuthMethod {
  const method: PublicKeyAuthMethod = { type: "publickey", username, key: from.key };
  NAMES.set(method, { path: from.path, fingerprint: fingerprint(from.key.getPublicSSH()) });
  return method;
}

// The keys that the config names come first, as OpenSSH orders them: servers count tries (MaxAuthTries, 6).
function orderedAgent(ssh2: Ssh2Library, socket: string, how: { preferred: readonly Buffer[]; only: boolean; diary: Diary }): BaseAgent {
  const rank = (key: ParsedKey): number => {
    const at = how.preferred.findIndex((blob) => blob.equals(key.getPublicSSH()));
    return at < 0 ? how.preferred.length : at;
  };
  const agent = new ssh2.OpenSSHAgent(socket);
  const ask = agent.getIdentities.bind(agent);
  agent.getIdentities = (done) =>
    ask((error, keys) => {
      if (error) how.diary.agentTrouble = error.message;
      const held = (keys ?? []) as ParsedKey[];
      const shown = held.filter((key) => !how.only || rank(key) < how.preferred.length).sort((a, b) => rank(a) - rank(b));
      for (const key of shown) {
        const print = fingerprint(key.getPublicSSH());
        how.diary.shownByAgent.add(print);
        how.diary.tried.push(`${key.comment || "a key"} of the ssh-agent (${print})`);
      }
      done(error, shown);
    });
  return agent;
}

function leftOut(file: KeyFile, how: { about: Subject; named: boolean }): Finding[] {
  if (file.kind === "encrypted") return [keyEncrypted(how.about, file.path)];
  if (file.kind === "unusable") return [identityUnusable(how.about, file.path, file.reason)];
  return file.kind === "missing" && how.named ? [identityUnusable(how.about, file.path, "it doesn't exist")] : [];
}
