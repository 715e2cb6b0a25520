import { Construct } from "constructs";
import { type ClusterInput } from "../model";
import { type HealthCheck } from "./health-check";
import { type LoadMonitor } from "./load-monitor";
import { RealServer, type RealServerProps } from "./real-server";
import { Site } from "./site";

/** What a pool may have besides its real servers. */
export interface RealServerPoolProps {
  /**
   * Is a real server alive? Several: all must pass.
   * @default one TCP check for a TCP virtual server, none for a UDP one
   */
  readonly healthCheck?: HealthCheck | readonly HealthCheck[];
  /**
   * How loaded is a real server? Moves the weights, between a quarter and four times the configured ones.
   * @default none: the weights stay as configured
   */
  readonly loadMonitor?: LoadMonitor;
}

/**
 * Real servers that serve alike; a pool may serve several virtual servers and clusters.
 *
 * @example
 * const web = new RealServerPool(this, "web", { healthCheck: HealthCheck.http({ path: "/healthz" }) });
 * web.addServer("web1", { address: "192.168.1.11", weight: 2, login: { host: "web1.example.net", interface: "eth0" } });
 */
export class RealServerPool extends Construct {
  private readonly members: RealServer[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: RealServerPoolProps = {},
  ) {
    super(scope, id);
  }

  /**
   * Adds a real server.
   * @param id its name in plans, bundles and messages: lower-case letters, digits and dashes; unique in the pool
   */
  addServer(id: string, props: RealServerProps): RealServer {
    const server = new RealServer(this, id, props);
    this.members.push(server);
    Site.of(this).changed();
    return server;
  }

  /** The real servers, in the order they were added. */
  get servers(): RealServer[] {
    return [...this.members];
  }

  /** How the person who wrote the construct calls this check of the model's list. @internal */
  propOfHealthCheck(index: string): string {
    return Array.isArray(this.props.healthCheck) ? `healthCheck[${index}]` : "healthCheck";
  }

  /** @internal */
  toModel(): ClusterInput["pools"][string] {
    const { healthCheck, loadMonitor } = this.props;
    const checks = healthCheck === undefined ? undefined : [healthCheck].flat();
    return {
      healthChecks: checks?.map((check) => check.toModel()),
      loadMonitor: loadMonitor?.toModel(),
      servers: Object.fromEntries(this.members.map((server) => [server.node.id, server.toModel()])),
    };
  }
}
