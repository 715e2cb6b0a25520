/** A file for /etc/modules-load.d: one module per line. */
export function renderModulesLoad(modules: readonly string[]): string {
  const why = "# IPVS and the schedulers in use: keepalived may load no modules itself, and the kernel settings of IPVS exist only once it is there.";
  return [why, ...modules].map((line) => `${line}\n`).join("");
}
