import { type Outcome, type Rule, always, everybody } from "./rule";

export const CREATED: Outcome = {
  change: "a cluster is new",
  class: "hitless",
  reason: "nothing was served here before",
  fact: "Each router listens before it takes the VIPs, and addresses that somebody else answers for are refused beforehand (LVS317)",
};

export const REMOVED: Outcome = {
  change: "a cluster goes, and its virtual servers with it",
  class: "drops",
  reason: "nobody holds the VIPs any more",
  fact: "The active router's heartbeat stops last: the addresses leave the interfaces and the entries the kernel's table",
};

export const REMOVED_IDLE: Outcome = {
  change: "a cluster without virtual servers goes",
  class: "hitless",
  reason: "it served nobody",
  fact: "Without a virtual server there is no entry in the kernel's table that a client could use",
};

const RENAMED: Outcome = {
  change: "the cluster's name",
  class: "drops",
  reason: "a cluster of another name is another cluster: routers refuse it until the old one is removed",
  fact: "Directories, units and keepalived's instances go by the name; a router that runs one cluster takes no second one (LVS315)",
};

const ON_PAPER: Outcome = {
  change: "`installPackages`, `silence`",
  class: "hitless",
  reason: "nothing of it reaches what runs on a host",
  fact: "No file of any host has it in it",
};

export const CLUSTER_RULES: readonly Rule[] = [
  always("name", "name of the cluster", RENAMED),
  always("installPackages", "leave to install packages", ON_PAPER, everybody),
  always("silence.*", "silenced warnings", ON_PAPER, everybody),
];
