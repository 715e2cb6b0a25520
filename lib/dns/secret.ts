import { readFile, stat } from "node:fs/promises";
import { failed, ok, type Result } from "../diagnostics";
import { type TsigAlgorithm } from "../model";
import { parseDomainName } from "../net";
import { secretMalformed, secretOfAnother, secretUnreadable } from "./findings";
import { type TsigKey } from "./wire";

/** Where a TSIG secret is, never what it is: it is read when it is used, and kept nowhere. */
export type SecretReference = { readonly file: string } | { readonly env: string };

/** A key whose secret is still where it is kept. */
export interface KeyReference {
  /** As the server knows it. */
  readonly name: string;
  readonly algorithm: TsigAlgorithm;
  readonly secret: SecretReference;
}

/**
 * The key itself. The file or variable holds the secret in base64, or a key statement of BIND's (as tsig-keygen(8) prints it, and nsupdate(1) -k takes it), which
 * must be that of the key that was named.
 */
export async function readKey({ name, algorithm, secret }: KeyReference): Promise<Result<TsigKey>> {
  const where = "file" in secret ? secret.file : `$${secret.env}`;
  const text = await textOf(secret).catch((problem: unknown) => problem as Error);
  if (typeof text !== "string") return failed(secretUnreadable(where, text.message));
  const statement = keyStatement(text);
  const wanted = `${canonical(name)} with ${algorithm}`;
  const found = statement === undefined ? wanted : `${canonical(statement.name)} with ${statement.algorithm}`;
  if (found !== wanted) return failed(secretOfAnother(where, { found, wanted }));
  const bytes = decodeBase64(statement?.secret ?? text.trim());
  return bytes === undefined ? failed(secretMalformed(where)) : ok({ name: canonical(name), algorithm, secret: bytes });
}

async function textOf(secret: SecretReference): Promise<string> {
  if ("file" in secret) {
    // What is read from a pipe may never end.
    if (!(await stat(secret.file)).isFile()) throw new Error(`${secret.file} is no file`);
    return readFile(secret.file, "utf8");
  }
  const value = process.env[secret.env];
  if (value === undefined || value === "") throw new Error(`there is no environment variable ${secret.env}`);
  return value;
}

/** `undefined` where there is none; what is no secret in it is found later. */
function keyStatement(text: string): { readonly name: string; readonly algorithm: string; readonly secret: string } | undefined {
  // Not in a quoted secret, where two strokes are two digits.
  const plain = text.replace(/("[^"]*")|\/\*[^]*?\*\/|(?:\/\/|#).*/g, (_, quoted?: string) => quoted ?? " ");
  const [, quoted, bare, body] = /\bkey\s+(?:"([^"]*)"|([^\s{]+))\s*\{([^}]*)\}/.exec(plain) ?? [];
  if (body === undefined) return undefined;
  const option = (name: string): string => new RegExp(`\\b${name}\\s+"?([^\\s";]+)"?\\s*;`).exec(body)?.[1] ?? "";
  return { name: quoted ?? bare ?? "", algorithm: option("algorithm").toLowerCase().replace(/\.$/, ""), secret: option("secret") };
}

function canonical(name: string): string {
  return parseDomainName(name) ?? name.toLowerCase();
}

function decodeBase64(text: string): Buffer | undefined {
  const compact = text.replace(/\s+/g, "");
  if (compact === "" || compact.length % 4 === 1 || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) return undefined;
  return Buffer.from(compact, "base64");
}
