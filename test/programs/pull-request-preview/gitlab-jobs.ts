import { cpSync, existsSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type JobRun, type Mapping, type Push, Machine, jobsOf, keep } from "./jobs";

interface Surroundings {
  readonly directory: string;
  readonly programs: string;
  readonly branches: { readonly base: string; readonly request: string };
  readonly api: string;
}

/** The jobs of gitlab-ci.yml in their order. Terraform is there for the first one alone, which hands it on; the token only where the variable is scoped to. */
export async function gitlabRun(push: Push, around: Surroundings): Promise<{ readonly plan: JobRun; readonly comment: JobRun }> {
  const jobs = jobsOf("gitlab-ci.yml") as Readonly<Record<string, Mapping>>;
  const artifact = join(around.directory, "artifact");
  const terraform = new Machine(join(around.directory, "terraform"), around.programs);
  const handed = await terraform.sh((jobs["terraform"]?.["script"] as readonly string[]).join("\n"), {});
  const without = join(around.directory, "without-terraform");
  cpSync(around.programs, without, { recursive: true, filter: (path) => basename(path) !== "terraform" });
  const inPlace = join(around.directory, "plan", "work", "programs");
  cpSync(join(terraform.work, "programs"), inPlace, { recursive: true });
  const planned = await job(jobs["preview"] ?? {}, push, { ...around, programs: without, directory: join(around.directory, "plan") });
  const plan = { code: handed.code || planned.code, log: handed.log + planned.log };
  const paths = (jobs["preview"]?.["artifacts"] as { readonly paths: readonly string[] }).paths;
  keep(join(around.directory, "plan", "work"), paths, artifact);
  return { plan, comment: await job(jobs["comment"] ?? {}, push, { ...around, directory: join(around.directory, "comment") }) };
}

async function job(definition: Mapping, push: Push, { directory, programs, branches, api }: Surroundings): Promise<JobRun> {
  const machine = new Machine(directory, programs);
  const artifact = join(directory, "..", "artifact");
  cpSync(branches.request, machine.work, { recursive: true });
  if (existsSync(artifact)) cpSync(artifact, join(machine.work, "cdktf.out"), { recursive: true });
  const lines = [...((definition["before_script"] ?? []) as readonly string[]), ...(definition["script"] as readonly string[])];
  const environment = (definition["environment"] ?? {}) as { readonly name?: string };
  return machine.sh(lines.join("\n"), {
    ...{ GITLAB_CI: "true", CI_API_V4_URL: api, CI_MERGE_REQUEST_PROJECT_ID: "me/site", CI_MERGE_REQUEST_IID: "7", CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main", CI_REPOSITORY_URL: `file://${branches.base}` },
    ...{ CI_PIPELINE_IID: String(push.run), CI_PIPELINE_URL: `https://gitlab.example.com/me/site/-/pipelines/9000${push.run}`, CI_COMMIT_SHA: push.commit },
    ...(environment.name === "lvs-preview-comment" ? { GITLAB_TOKEN: "secret" } : {}),
    ...(push.look === undefined ? {} : { LVS_LOOK_KEY: keyFile(directory, push.look.key), LVS_KNOWN_HOSTS: push.look.knownHosts }),
  });
}

/** GitLab puts variables of type File into files that others can read. */
function keyFile(directory: string, key: string): string {
  writeFileSync(join(directory, "LVS_LOOK_KEY"), key, { mode: 0o666 });
  return join(directory, "LVS_LOOK_KEY");
}
