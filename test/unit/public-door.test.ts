import { join } from "node:path";
import ts from "typescript";
import { beforeAll, expect, it } from "vitest";

const ROOT = join(__dirname, "../..");
const DOOR = join(ROOT, "lib/index.ts");

let checker: ts.TypeChecker;
let exported: readonly ts.Symbol[];

beforeAll(() => {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const program = ts.createProgram([DOOR], options);
  checker = program.getTypeChecker();
  const door = program.getSourceFile(DOOR);
  const module = door === undefined ? undefined : checker.getSymbolAtLocation(door);
  if (module === undefined) throw new Error("lib/index.ts exports nothing");
  exported = checker.getExportsOfModule(module).map((one) => (one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one));
});

/** The symbol and, for classes and interfaces of ours, every member that a user of it can reach. */
function reachable(symbol: ts.Symbol): { readonly name: string; readonly symbol: ts.Symbol }[] {
  const isType = (symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface)) !== 0;
  const statics = symbol.flags & ts.SymbolFlags.Class ? [...(symbol.exports?.values() ?? [])] : [];
  const members = isType ? [...checker.getDeclaredTypeOfSymbol(symbol).getProperties(), ...statics] : [];
  return [
    { name: symbol.name, symbol },
    ...members.filter(isOursAndPublic).map((member) => ({ name: `${symbol.name}.${member.name}`, symbol: member })),
  ];
}

function isOursAndPublic(member: ts.Symbol): boolean {
  const declaration = member.declarations?.[0];
  if (declaration === undefined || member.name === "prototype") return false;
  const hidden = ts.getCombinedModifierFlags(declaration) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected);
  const file = declaration.getSourceFile().fileName;
  return hidden === 0 && !file.includes("/node_modules/") && !file.includes("/generated/") && !ts.isPrivateIdentifier(ts.getNameOfDeclaration(declaration) ?? declaration);
}

const isDocumented = (symbol: ts.Symbol): boolean => symbol.getDocumentationComment(checker).length > 0 || symbol.getJsDocTags(checker).some(({ name }) => name === "param");

const isInternal = (symbol: ts.Symbol): boolean => symbol.getJsDocTags().some(({ name }) => name === "internal");

it("exports only", () => {
  const text = ts.sys.readFile(DOOR) ?? "";
  const statements = ts.createSourceFile(DOOR, text, ts.ScriptTarget.Latest).statements;
  expect(statements.filter((statement) => !ts.isExportDeclaration(statement)).map((statement) => statement.kind)).toEqual([]);
});

it("documents everything that it exports, down to each property and method", () => {
  const everything = exported.flatMap(reachable);
  expect(everything.length).toBeGreaterThan(exported.length);
  expect(everything.filter(({ symbol }) => !isDocumented(symbol) && !isInternal(symbol)).map(({ name }) => name)).toEqual([]);
});

it("hides what is marked as internal from its users", () => {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.build.json"), ts.sys.readFile) as { config: { compilerOptions: Record<string, unknown> } };
  expect(config.compilerOptions.stripInternal).toBe(true);
});

it("exports these names and no others: they are a contract", () => {
  expect(exported.map(({ name }) => name).sort()).toEqual([
    "AddressRecord",
    "AgentLoadMonitorProps",
    "BodyProps",
    "DirectProps",
    "DnsHealthCheckProps",
    "DnsRoundRobin",
    "DnsRoundRobinProps",
    "DnsServerProps",
    "Duration",
    "HealthCheck",
    "HealthCheckProps",
    "HeartbeatProps",
    "HttpHealthCheckProps",
    "HttpLoadMonitorProps",
    "LegProps",
    "LoadMonitor",
    "LoadMonitorProps",
    "LoginProps",
    "LvsCluster",
    "LvsClusterProps",
    "LvsClusterStatus",
    "LvsClusterStatusProps",
    "LvsProvider",
    "LvsProviderProps",
    "NatProps",
    "RealServer",
    "RealServerPool",
    "RealServerPoolProps",
    "RealServerProps",
    "RouterPair",
    "RouterPairProps",
    "RouterProps",
    "Routing",
    "Scheduler",
    "SchedulerFlag",
    "ScriptHealthCheckProps",
    "SecondPathProps",
    "Secret",
    "SendExpectHealthCheckProps",
    "SmtpHealthCheckProps",
    "SshProps",
    "TsigKeyProps",
    "TunnelProps",
    "UdpHealthCheckProps",
    "UpstreamRoute",
    "UpstreamRoutes",
    "UpstreamRoutesProps",
    "UptimeLoadMonitorProps",
    "Vip",
    "VipProps",
    "VirtualServer",
    "VirtualServerProps",
    "WeighingProps",
  ]);
});
