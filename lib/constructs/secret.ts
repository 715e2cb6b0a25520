/**
 * Where a secret is, never what it is: what stood in a configuration would stand in plans, state and logs. It is read by the provider when it is used, on the machine
 * that Terraform runs on.
 *
 * @example
 * Secret.file("/etc/lvs/dns.key")
 */
export class Secret {
  private constructor(private readonly place: { readonly file: string } | { readonly env: string }) {}

  /** In a file, which this package never writes. @param path absolute, or from the directory that Terraform runs in */
  static file(path: string): Secret {
    return new Secret({ file: path });
  }

  /** In an environment variable. @param name without `$` */
  static env(name: string): Secret {
    return new Secret({ env: name });
  }

  /** @internal */
  toModel(): { file: string } | { env: string } {
    return this.place;
  }
}
