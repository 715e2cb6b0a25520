/** One kernel setting and why we make it. */
export interface Setting {
  /** Path below /proc/sys as a list, so that an interface named `eth0.100` stays one step. */
  readonly path: readonly string[];
  /** Several values of one key stand with single blanks between them. */
  readonly value: string;
  readonly why: string;
}

/**
 * The key as sysctl(8) and sysctl.d(5) take it: with dots; with slashes when an interface's name has a dot in it, since the first
 * separator decides how the others are read.
 */
export function settingKey(setting: Setting): string {
  return setting.path.join(setting.path.some((step) => step.includes(".")) ? "/" : ".");
}

/** A file for /etc/sysctl.d, in the order given. */
export function renderSettings(settings: readonly Setting[]): string {
  return settings.map((setting) => `# ${setting.why}\n${settingKey(setting)} = ${setting.value}\n`).join("\n");
}

/** `net.ipv4.conf.<interface>.<name>` */
export function interfaceSetting(interfaceName: string, name: string): readonly string[] {
  return ["net", "ipv4", "conf", interfaceName, name];
}
