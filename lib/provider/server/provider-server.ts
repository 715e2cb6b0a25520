import { bugDiagnostic, misfitDiagnostics } from "./bug";
import { aboutDiagnostics, aboutReply } from "./stray";
import { conform } from "./conform";
import { type Call, type DataSourceType, type Imported, type Log, type ProviderType, type ReadRequest, type ResourceType } from "./contract";
import { failing, type Diagnostic } from "./diagnostic";
import { InFlight } from "./in-flight";
import { applyResource, importResource, onBug, planResource, readResource, type PlanReply, type RawApplyRequest, type RawPlanRequest, type StateReply } from "./resource-calls";
import { upgradeState, type UpgradeReply } from "./upgrade";
import { type ObjectValue } from "./value";

type DataReply = Pick<StateReply, "state" | "diagnostics">;

/**
 * Every RPC on plain values, for one provider. No method throws and none rejects: what goes wrong comes back as a diagnostic.
 * Looking up a type that doesn't exist throws; whoever speaks the wire asks {@link resource} and {@link dataSource} first.
 */
export class ProviderServer {
  /** The calls being worked on. */
  readonly inFlight = new InFlight();
  private readonly resources: ReadonlyMap<string, ResourceType>;
  private readonly dataSources: ReadonlyMap<string, DataSourceType>;
  private configured: { readonly context: unknown } | undefined;
  private stopping = new AbortController();

  constructor(
    readonly provider: ProviderType,
    private readonly log: Log,
  ) {
    this.resources = new Map(provider.resources.map((resource) => [resource.typeName, resource]));
    this.dataSources = new Map(provider.dataSources.map((source) => [source.typeName, source]));
  }

  /** @throws Error for a name the schema doesn't have. */
  resource(typeName: string): ResourceType {
    return found(this.resources, typeName);
  }

  /** @throws Error for a name the schema doesn't have. */
  dataSource(typeName: string): DataSourceType {
    return found(this.dataSources, typeName);
  }

  validate(of: Pick<ResourceType, "validate">, name: string, config: ObjectValue): Promise<readonly Diagnostic[]> {
    return this.inFlight.run(
      () => of.validate(config),
      aboutDiagnostics((error) => [bugDiagnostic(`validating ${name}`, error)]),
    );
  }

  /** A new start: a long-lived process is configured once per command. */
  configure(config: ObjectValue): Promise<readonly Diagnostic[]> {
    this.configured = undefined;
    this.stopping = new AbortController();
    return this.inFlight.run(
      async () => {
        const { context, diagnostics } = await this.provider.configure(config, { signal: this.stopping.signal, log: this.log });
        if (!failing(diagnostics)) this.configured = { context };
        return diagnostics;
      },
      aboutDiagnostics((error) => [bugDiagnostic("configuring the provider", error)]),
    );
  }

  upgrade(resource: ResourceType, text: string, fromVersion: number): Promise<UpgradeReply> {
    return this.inFlight.run(
      () => upgradeState(resource, text, fromVersion),
      aboutReply<UpgradeReply>((error) => ({ state: null, diagnostics: [bugDiagnostic(`upgrading the state of ${resource.typeName}`, error)] })),
    );
  }

  read(resource: ResourceType, request: ReadRequest): Promise<StateReply> {
    return this.inFlight.run(
      () => readResource(resource, request, this.call()),
      aboutReply(onBug.state(`reading ${resource.typeName}`, request.state, request.privateState)),
    );
  }

  plan(resource: ResourceType, request: RawPlanRequest): Promise<PlanReply> {
    return this.inFlight.run(
      () => planResource(resource, request, this.call()),
      aboutReply(onBug.plan(`planning ${resource.typeName}`, request.prior, request.privateState)),
    );
  }

  apply(resource: ResourceType, request: RawApplyRequest): Promise<StateReply> {
    return this.inFlight.run(
      () => applyResource(resource, request, this.call()),
      aboutReply(onBug.state(`changing ${resource.typeName}`, request.prior, request.privateState)),
    );
  }

  import(resource: ResourceType, id: string): Promise<Imported> {
    return this.inFlight.run(
      () => importResource(resource, id, this.call()),
      aboutReply<Imported>((error) => ({ resources: [], diagnostics: [bugDiagnostic(`importing ${resource.typeName}`, error)] })),
    );
  }

  readData(source: DataSourceType, config: ObjectValue): Promise<DataReply> {
    const doing = `reading ${source.typeName}`;
    return this.inFlight.run(
      async () => {
        const { state, diagnostics } = await source.read(config, this.call());
        if (failing(diagnostics)) return { state: null, diagnostics };
        const { value, misfits } = conform(state, source.schema.attributes, { strangers: "report" });
        return { state: value, diagnostics: [...diagnostics, ...misfitDiagnostics(doing, misfits)] };
      },
      aboutReply<DataReply>((error) => ({ state: null, diagnostics: [bugDiagnostic(doing, error)] })),
    );
  }

  /** The person interrupted Terraform, or Terraform is gone: calls in flight are asked to end. */
  stop(): void {
    this.stopping.abort();
  }

  /** An exception that belongs to no call was thrown: none may go on as if all were well, and each may still end by itself. */
  stray(error: unknown): void {
    if (this.inFlight.count === 0) return;
    this.stop();
    this.inFlight.endAfter(error);
  }

  private call(): Call<unknown> {
    if (this.configured === undefined) throw new Error("called before the provider was configured");
    return { provider: this.configured.context, signal: this.stopping.signal, log: this.log };
  }
}

function found<T>(types: ReadonlyMap<string, T>, typeName: string): T {
  const type = types.get(typeName);
  if (type === undefined) throw new Error(`no type "${typeName}"`);
  return type;
}
