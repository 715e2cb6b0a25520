// Makes a fresh clone ready: checks Node.js and Terraform, installs npm and Debian packages that are missing, builds. Plain Node.js without any package, because
// it runs before there are any. `node scripts/prepare.mjs [--unit | --tests]`, for unit tests or for all; says nothing when there is nothing to do.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Programs that the tests run for real, with the Debian package each comes from; the lab names and installs its own. */
const testPrograms = {
  keepalived: "keepalived",
  ipvsadm: "ipvsadm",
  arping: "iputils-arping",
  ping: "iputils-ping",
  sshd: "openssh-server",
  "ssh-agent": "openssh-client",
  shellcheck: "shellcheck",
  busybox: "busybox-static",
  sudo: "sudo",
  tcsh: "tcsh",
  ip: "iproute2",
  socat: "socat",
  nft: "nftables",
  iptables: "iptables",
  mmdebstrap: "mmdebstrap",
  newuidmap: "uidmap",
  "mke2fs": "e2fsprogs",
  named: "bind9",
  knotd: "knot",
  dig: "bind9-dnsutils",
  chromium: "chromium",
};

/** Those of unit tests: scripts are judged and tried on this machine, without servers. */
const unitPrograms = { shellcheck: "shellcheck", ip: "iproute2", ssh: "openssh-client", python3: "python3" };

function main() {
  checkNode();
  const programs = process.argv.includes("--tests") ? { ...unitPrograms, ...testPrograms } : process.argv.includes("--unit") ? unitPrograms : undefined;
  checkTerraform({ forTests: programs !== undefined });
  installNpmPackages();
  if (programs !== undefined) installDebianPackages(Object.entries(programs).filter(([program]) => !find(program)).map(([, name]) => name));
  build();
}

function checkNode() {
  const [major = 0] = process.versions.node.split(".").map(Number);
  if (major < 20) stop(`Node.js ${process.versions.node} is too old`, "Install Node.js 20 or later");
}

/** cdktf starts what the variable names, else terraform, and never looks for tofu by itself; the tests start terraform. */
function checkTerraform({ forTests }) {
  const named = process.env.TERRAFORM_BINARY_NAME || "terraform";
  const missing = [named, ...(forTests ? ["terraform"] : [])].find((program) => !find(program));
  if (missing === undefined) return;
  const install = "Install Terraform (https://developer.hashicorp.com/terraform/install) or OpenTofu (https://opentofu.org/docs/intro/install/), with `export TERRAFORM_BINARY_NAME=tofu`";
  if (missing !== "terraform") stop(`${missing}, which TERRAFORM_BINARY_NAME names, is not on the PATH`, `${install}; or correct the variable`);
  if (forTests) stop("terraform is not on the PATH, and the tests start it by that name", "Install Terraform (https://developer.hashicorp.com/terraform/install)");
  if (find("tofu")) stop("terraform is not on the PATH, and cdktf takes tofu only where it is told to", "Run: export TERRAFORM_BINARY_NAME=tofu");
  stop("neither terraform nor tofu is on the PATH", install);
}

function installNpmPackages() {
  const installed = join(root, "node_modules", ".package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, "package-lock.json")).mtimeMs) return;
  say("installing npm packages (npm ci)");
  run("npm", ["ci", "--no-audit", "--no-fund"]);
}

function installDebianPackages(packages) {
  if (packages.length === 0) return;
  const install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", ...packages];
  const become = process.getuid() === 0 ? [] : ["sudo", "-n"];
  const byHand = `sudo ${install.join(" ")}`;
  if (!find("apt-get") || (become.length > 0 && spawnSync("sudo", ["-n", "true"]).status !== 0)) stop(`these Debian packages are missing: ${packages.join(", ")}`, `Run: ${byHand}`);
  say(`installing Debian packages: ${packages.join(", ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const [command, ...rest] = [...become, ...install];
  if (spawnSync(command, rest, { stdio: "ignore", env }).status === 0) return;
  const [update, ...updateRest] = [...become, "apt-get", "update", "-q"];
  spawnSync(update, updateRest, { stdio: "ignore", env });
  if (spawnSync(command, rest, { stdio: ["ignore", "ignore", "inherit"], env }).status !== 0) stop("apt-get could not install them", `Run: ${byHand}`);
}

function build() {
  const built = join(root, "dist", "provider.cjs");
  if (existsSync(built) && statSync(built).mtimeMs > newest(join(root, "lib")) && statSync(built).mtimeMs > statSync(join(root, "package.json")).mtimeMs) return;
  say("building (npm run build)");
  run("npm", ["run", "--silent", "build"]);
}

function newest(directory) {
  return Math.max(...readdirSync(directory, { recursive: true }).map((path) => statSync(join(directory, path)).mtimeMs));
}

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) stop(`${command} ${args.join(" ")} failed`, "See its messages above");
}

function find(program) {
  const places = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin", "/usr/local/sbin"];
  const paths = program.includes("/") ? [program] : places.map((place) => join(place, program));
  return paths.some((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function say(text) {
  process.stderr.write(`  ${text} …\n`);
}

function stop(what, remedy) {
  process.stderr.write(`error: ${what}.\n${remedy}.\n`);
  process.exit(1);
}

main();
