/** @module A disposable datacentre of user-mode Linux machines to deploy to and to test on; nothing of the product may depend on it, and only the command line imports it. */
export { labFindings } from "./findings";
export { type Forward } from "./forward";
export { prepareMaterials } from "./construction";
export { Lab, type UpOptions } from "./lab";
export { kernelChoices, usualKernel, type KernelChoice } from "./kernel-choice";
export { LabNode, type ExecOptions, type RunningCommand } from "./node";
export { endPrograms, type Outcome } from "./host-program";
export { type Progress } from "./prerequisites";
export { labNames } from "./record";
export { labStatus, type LabStatus, type NodeStatus } from "./status";
export { defaultTopology, parseTopology, type Topology, type TopologyInput, type TopologyNode } from "./topology";
