/** @module Logging in to hosts and running commands there over SSH, as `~/.ssh` says; the only home of ssh2, and nothing about LVS, releases or Terraform may come in. */
export { createSshConnector } from "./ssh-connector";
export { describeTarget, type TargetDescription } from "./describe-target";
export { type SshSettings } from "./settings";
