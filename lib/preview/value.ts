import { type Severity } from "../diagnostics";
import { type ImpactClass } from "../model";
import { type PlannedAction } from "./plan-entries";

/** Version of the shape of {@link Preview}; goes up with every change that a program which reads it would misunderstand. */
export const PREVIEW_FORMAT = 2;

/** Everything that is shown of one or several plans. Plain JSON: every format shows this and nothing else. */
export interface Preview {
  readonly format: typeof PREVIEW_FORMAT;
  readonly headline: Headline;
  readonly certificate: JointCertificate;
  /** In the order of stacks' names; the worst class first within. */
  readonly stacks: readonly StackPreview[];
  /** What no plan says, and what the preview assumes instead. */
  readonly assumptions: readonly string[];
  /** About the plans themselves, such as stacks that have none. */
  readonly warnings: readonly SaidFinding[];
  /** About the plans as a whole, such as two clusters of different stacks with one VRID. */
  readonly findings: readonly SaidFinding[];
}

/** What is said first. */
export interface Headline {
  /** The worst of all. */
  readonly class: ImpactClass;
  /** How many clusters change, by the worst that happens to their traffic. */
  readonly changing: Readonly<Record<ImpactClass, number>>;
  readonly unchanged: number;
  /** Clusters of which nobody knows what happens, counted among those that lose connections. */
  readonly untold: number;
  /** Names whose answers change. */
  readonly names: number;
  /** Names that give no address any more, or none of one family, to those who ask for them as before. */
  readonly losingNames: number;
  /** Of the virtual server that loses most, else of the one that gains most; left out where no capacity changes. */
  readonly capacity?: CapacityChange;
  /** Values that are not known yet. */
  readonly unknown: number;
}

/** What a virtual server can bear after the change, against before. */
export interface CapacityChange {
  readonly stack: string;
  readonly cluster: string;
  readonly virtualServer: string;
  /** 0.67: a third less. */
  readonly ratio: number;
}

/** Whether what will be deployed is known to the last byte. */
export type JointCertificate =
  | { readonly certified: true; /** SHA-256 in hex, over all that of the parts. */ readonly digest: string }
  | { readonly certified: false; readonly blame: readonly Blame[] };

/** The same of one resource, or of a stack; `changes` are the digests of what its provider is asked for, who sees neither stack nor address. */
export type Certificate =
  | { readonly certified: true; readonly digest: string; readonly changes: readonly string[] }
  | { readonly certified: false; readonly blame: readonly Blame[] };

/** Why nothing can be certified. */
export interface Blame {
  readonly stack: string;
  readonly address: string;
  /** `pools.web.servers.web1.address`; left out where it is not one value's fault. */
  readonly place?: string;
  readonly why: string;
}

export interface StackPreview {
  readonly stack: string;
  readonly clusters: readonly ClusterPreview[];
  readonly names: readonly NamePreview[];
  /** Resources of other types that change, of which nothing is said here. */
  readonly others: number;
  /** Digest of each of them by its address, and of the programs that Terraform itself starts; `null`: it can't be read. */
  readonly elsewhere: Readonly<Record<string, string | null>>;
  /** Of the stack by its name, and of all that is done in it beside its clusters and names. The provider sees none of that, so `changes` is empty. */
  readonly certificate: Certificate;
}

/** One cluster's change. */
export interface ClusterPreview {
  readonly stack: string;
  readonly address: string;
  /** Its name in the model, or its address where the name may not be shown. */
  readonly name: string;
  readonly action: PlannedAction;
  readonly class: ImpactClass;
  /** Whether nobody knows what the change does: one side of it can't be understood. The class is then the worst. */
  readonly untold: boolean;
  /** Whether anything of it changes, on hosts or in what clients see. */
  readonly changes: boolean;
  /** Whether not even the names in it may be shown. */
  readonly secret: boolean;
  /** Whether hosts are left as they are, drift included. */
  readonly leavesHosts: boolean;
  readonly impacts: readonly SaidImpact[];
  readonly topology: Topology | null;
  readonly virtualServers: readonly VirtualServerPreview[];
  readonly steps: readonly Step[];
  readonly files: readonly FileDifference[];
  /** What a refresh found to be other than the last apply had left it. */
  readonly drift: readonly FileDifference[];
  /** What changes although nothing in the declaration asks for it, nor did the last refresh find it. */
  readonly undeclared: readonly FileDifference[];
  readonly ipvs: readonly IpvsDifference[];
  readonly instructions: readonly { readonly server: string; readonly text: string }[];
  readonly gaps: readonly Gap[];
  readonly findings: readonly SaidFinding[];
  readonly certificate: Certificate;
  /** Digest of what each host gets, by its name; `null`: not known yet. */
  readonly hosts: Readonly<Record<string, string | null>>;
}

/** An impact as it is shown: values as text, what is sensitive left out. */
export interface SaidImpact {
  readonly class: ImpactClass;
  readonly place: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly summary: string;
  readonly reason: string;
  readonly fact: string;
  readonly virtualServers: readonly string[];
}

export interface SaidFinding {
  readonly code: string;
  readonly severity: Severity;
  /** From the stack inwards. */
  readonly place: string;
  /** The whole finding as one text. */
  readonly text: string;
}

/** How a part of a cluster stands to what it was. */
export type Mark = "same" | "added" | "removed" | "changed";

/** Who sends to whom: clients, VIPs, routers, real servers. */
export interface Topology {
  readonly method: string;
  readonly vips: readonly { readonly name: string; readonly address: string; readonly mark: Mark }[];
  readonly routers: readonly { readonly name: string; readonly role: string; readonly mark: Mark }[];
  readonly virtualServers: readonly { readonly name: string; readonly vip: string; readonly pool: string; readonly label: string; readonly mark: Mark }[];
  readonly pools: readonly { readonly name: string; readonly mark: Mark; readonly servers: readonly { readonly name: string; readonly label: string; readonly mark: Mark }[] }[];
}

export interface VirtualServerPreview {
  readonly name: string;
  readonly mark: Mark;
  /** `tcp 203.0.113.10:80`; `null` where there is none. */
  readonly before: VirtualServerSide | null;
  readonly after: VirtualServerSide | null;
  readonly servers: readonly ShareChange[];
  /** Connections that are lost, as a share of those that are open, if these are spread as new ones are, `null` where that isn't known; `null` altogether: none. */
  readonly dropped: { readonly share: number | null } | null;
  /** A multiple of before; `null` where there is no before or after, or a value is missing. */
  readonly capacity: number | null;
  /** Whether it is `null` because part of it isn't known, and not because nothing could be borne before. */
  readonly capacityUnknown: boolean;
  readonly whenServerDies: { readonly server: string; readonly left: number } | null;
  readonly whenRouterDies: { readonly router: string; readonly left: number; readonly silentMs: number } | null;
  /** Other things that clients notice: persistence, a sorry server, a load monitor; and what could not be reckoned. */
  readonly notes: readonly string[];
}

export interface VirtualServerSide {
  readonly endpoint: string;
  readonly scheduler: string;
  readonly rule: string;
}

/** A real server's share of new connections, 0 to 1; `null`: depends on clients and load, or isn't known; left out where it isn't in the pool. */
export interface ShareChange {
  readonly server: string;
  readonly endpoint: string;
  readonly before?: { readonly weight: number | null; readonly share: number | null };
  readonly after?: { readonly weight: number | null; readonly share: number | null };
}

/** One thing that is done, by itself or on several hosts at once. */
export interface Step {
  readonly hosts: readonly string[];
  readonly text: string;
  /** Whether it is, or may be, what the class of that name says: another router takes over in it, or the active one is silent or moves its addresses for a moment. */
  readonly failover: boolean;
}

export interface FileDifference {
  /** Hosts on which the difference is the very same. */
  readonly hosts: readonly string[];
  readonly path: string;
  readonly change: "added" | "removed" | "changed" | "unknown" | "hidden";
  readonly diff: string;
  readonly added: number;
  readonly removed: number;
}

export interface IpvsDifference {
  readonly routers: readonly string[];
  /** Arguments of ipvsadm, one line each. */
  readonly lines: readonly string[];
}

/** A value that isn't shown, and what hangs on it. */
export interface Gap {
  readonly place: string;
  readonly why: "unknown" | "sensitive";
  /** Files that can't be shown for it. */
  readonly files: readonly string[];
}

/** What becomes of one name. */
export interface NamePreview {
  readonly stack: string;
  readonly address: string;
  readonly name: string;
  readonly action: PlannedAction;
  readonly changes: boolean;
  /** `drops` where who asks for the name as before gets no address, or none of a family; `new-connections` where addresses come or go. */
  readonly class: ImpactClass;
  /** Why it is of that class; `null` where it is hitless. */
  readonly reason: string | null;
  readonly server: string;
  /** Name and server of before, where either is another one. */
  readonly former: { readonly name: string; readonly server: string } | null;
  /** `60 A 203.0.113.10`; `null`: not known yet, or not shown. */
  readonly before: readonly string[] | null;
  readonly after: readonly string[] | null;
  /** What the last apply had written, where a refresh found something else. */
  readonly lastApplied: readonly string[] | null;
  /** How long the apply waits until no resolver knows what was taken out, in seconds; `null`: nothing is taken out. */
  readonly waitSeconds: number | null;
  readonly findings: readonly SaidFinding[];
  readonly certificate: Certificate;
}
