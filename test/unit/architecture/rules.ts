/** What a room under lib/ may import, and why no more. A room that stands here and vanishes fails the test, as does a room that doesn't stand here. */
export interface RoomRule {
  readonly room: string;
  /** Rooms that may be imported; `*` for all. */
  readonly mayImport: readonly string[] | "*";
  readonly because: string;
}

export const ROOMS: readonly RoomRule[] = [
  { room: "diagnostics", mayImport: [], because: "a finding is passed through every room, so it may know none of them" },
  { room: "net", mayImport: ["diagnostics"], because: "an address is an address with or without LVS" },
  { room: "model", mayImport: ["diagnostics", "net"], because: "the same model runs at synth and in the provider: it must not know either, nor how it is rendered" },
  { room: "compile", mayImport: ["diagnostics", "net", "model"], because: "bundles follow from the model alone, byte for byte, wherever they are made" },
  {
    room: "deploy",
    mayImport: ["diagnostics", "net", "model", "compile"],
    because: "a transaction works for whoever calls it: it must not know Terraform; from compile it takes bundles, paths and digests, so that both sides name them alike",
  },
  { room: "dns", mayImport: ["diagnostics", "net", "model"], because: "a name server knows nothing of routers, nor they of it" },
  { room: "provider", mayImport: ["diagnostics", "net", "model", "compile", "deploy", "dns"], because: "what Terraform starts must load without cdktf and without the command line" },
  { room: "constructs", mayImport: ["diagnostics", "net", "model"], because: "synth never touches a host, and must not load the provider" },
  {
    room: "preview",
    mayImport: ["diagnostics", "net", "model", "compile", "deploy"],
    because: "it says what a deployment will do by the same rules that do it: deploy orders the hosts, and no host is reached; what a plan's attributes mean is the provider's to say, in one file",
  },
  { room: "cli", mayImport: "*", because: "it only calls the others" },
  { room: "lab", mayImport: ["diagnostics", "net"], because: "the lab is a place to deploy to; it would prove nothing if it shared the deploying code" },
];

/** Single files that may import a room their own may not. */
export const ROOM_EXCEPTIONS: readonly { readonly file: string; readonly room: string; readonly because: string }[] = [
  { file: "lib/constructs/synth/bundles.ts", room: "compile", because: "synth leaves the bundles for review, in this one file" },
  { file: "lib/preview/attributes.ts", room: "provider", because: "a plan has attributes, and the provider alone knows how they become a model and how files are shown in a plan" },
];

/** Each foreign library's one home, or homes: files or folders. A library that stands in package.json alone must not be imported. */
export const LIBRARIES: readonly { readonly library: RegExp; readonly homes: readonly string[]; readonly because: string }[] = [
  { library: /^ssh2$/, homes: ["lib/deploy/ssh"], because: "its defaults are unsafe (it accepts any host key), and it may have to be replaced" },
  { library: /^dns-packet$/, homes: ["lib/dns/wire"], because: "messages are read at the door and typed inside" },
  { library: /^@bufbuild\//, homes: ["lib/provider/wire"], because: "messages are decoded at the door and typed inside" },
  { library: /^@connectrpc\//, homes: ["lib/provider/wire"], because: "gRPC is how Terraform speaks, not what is said" },
  { library: /^@msgpack\//, homes: ["lib/provider/wire"], because: "values are decoded at the door and typed inside" },
  { library: /^cdktf$/, homes: ["lib/constructs", "examples"], because: "it was archived by its makers: one room to move to a fork" },
  { library: /^constructs$/, homes: ["lib/constructs", "examples"], because: "only what people write is a construct" },
  { library: /^zod$/, homes: ["lib/model", "lib/lab/topology.ts"], because: "it belongs where outside data enters, and its start-up is paid where it is imported" },
  { library: /^commander$/, homes: ["lib/cli"], because: "arguments are read in one place" },
  { library: /^diff$/, homes: ["lib/preview/text-diff.ts"], because: "two texts are compared in one place, with one limit" },
  { library: /^tar-stream$/, homes: ["lib/deploy"], because: "a release travels as one tar" },
  { library: /^cdktf-lvs$/, homes: ["examples"], because: "examples are written as by a user; inside, files import files" },
];

/** Rooms that know nothing of the machine they run on, with the files that may import one module of Node.js all the same. */
export const WITHOUT_NODE: readonly { readonly room: string; readonly because: string }[] = [
  { room: "diagnostics", because: "text needs no machine" },
  { room: "net", because: "value types do no I/O" },
  { room: "model", because: "a model is checked the same at synth, at plan and at apply" },
  { room: "compile", because: "no files, clock, environment or randomness: the bundle a reviewer read is the bundle that is deployed" },
];
export const NODE_EXCEPTIONS: readonly { readonly file: string; readonly module: string; readonly because: string }[] = [
  { file: "lib/net/ip-address.ts", module: "node:net", because: "isIP is a pure function, and Node.js's own idea of an address" },
  { file: "lib/compile/digest.ts", module: "node:crypto", because: "a hash is a pure function" },
];

/** Names under which the machine or chance would come in without an import. */
export const IMPURE_NAMES = ["process", "console", "Date", "performance", "setTimeout", "setInterval", "setImmediate", "fetch", "globalThis", "require"] as const;

/** Names that say nothing about what is inside. */
export const EMPTY_NAMES = /^(utils?|common|helpers?|types?|misc|shared|lib|stuff)$/i;
