import { type ServiceImpl } from "@connectrpc/connect";
import { bugDiagnostic, type ObjectValue, type ProviderServer, type Schema } from "../server";
import { type DynamicValue, type Provider } from "./generated/tfplugin6_pb";
import { diagnosticMessages, pathMessage, schemaMessage } from "./messages";
import { decodeObject, encodeObject } from "./msgpack";

const utf8 = new TextEncoder();
const text = new TextDecoder();

/**
 * Terraform's calls, decoded, handed to the server and encoded again. What goes wrong on the way (a value that doesn't
 * fit) is an error diagnostic like any other, never a failed RPC: Terraform would say "plugin error" and forget the state.
 */
export function providerService(server: ProviderServer): ServiceImpl<typeof Provider> {
  return { ...aboutProvider(server), ...aboutResources(server), ...aboutChanges(server), ...aboutImport(server) };
}

function aboutProvider(server: ProviderServer) {
  const { provider } = server;
  return {
    getProviderSchema: () =>
      orBug("describing the provider", { diagnostics: [] }, () => ({
        provider: schemaMessage(provider.schema),
        resourceSchemas: Object.fromEntries(provider.resources.map(({ typeName, schema }) => [typeName, schemaMessage(schema)])),
        dataSourceSchemas: Object.fromEntries(provider.dataSources.map(({ typeName, schema }) => [typeName, schemaMessage(schema)])),
        serverCapabilities: { planDestroy: true, getProviderSchemaOptional: true },
      })),
    validateProviderConfig: ({ config }) =>
      orBug("validating the provider's configuration", {}, async () => ({
        diagnostics: diagnosticMessages(await server.validate(provider, "the provider's configuration", required(config, provider.schema))),
      })),
    configureProvider: ({ config }) =>
      orBug("configuring the provider", {}, async () => ({
        diagnostics: diagnosticMessages(await server.configure(required(config, provider.schema))),
      })),
    stopProvider: () => {
      server.stop();
      return {};
    },
  } satisfies Partial<ServiceImpl<typeof Provider>>;
}

function aboutResources(server: ProviderServer) {
  return {
    validateResourceConfig: ({ typeName, config }) =>
      orBug(`validating ${typeName}`, {}, async () => {
        const resource = server.resource(typeName);
        return { diagnostics: diagnosticMessages(await server.validate(resource, typeName, required(config, resource.schema))) };
      }),
    validateDataResourceConfig: ({ typeName, config }) =>
      orBug(`validating ${typeName}`, {}, async () => {
        const source = server.dataSource(typeName);
        return { diagnostics: diagnosticMessages(await server.validate(source, typeName, required(config, source.schema))) };
      }),
    upgradeResourceState: ({ typeName, version, rawState }) =>
      orBug(`upgrading the state of ${typeName}`, {}, async () => {
        const resource = server.resource(typeName);
        const reply = await server.upgrade(resource, text.decode(rawState?.json), Number(version));
        return { upgradedState: encoded(reply.state, resource.schema), diagnostics: diagnosticMessages(reply.diagnostics) };
      }),
    readResource: ({ typeName, currentState, private: privateBytes }) =>
      orBug(`reading ${typeName}`, { newState: currentState, private: privateBytes }, async () => {
        const resource = server.resource(typeName);
        const state = required(currentState, resource.schema);
        const reply = await server.read(resource, { state, privateState: text.decode(privateBytes) });
        return {
          newState: encoded(reply.state, resource.schema),
          private: utf8.encode(reply.privateState),
          diagnostics: diagnosticMessages(reply.diagnostics),
        };
      }),
    readDataSource: ({ typeName, config }) =>
      orBug(`reading ${typeName}`, {}, async () => {
        const source = server.dataSource(typeName);
        const reply = await server.readData(source, required(config, source.schema));
        return { state: encoded(reply.state, source.schema), diagnostics: diagnosticMessages(reply.diagnostics) };
      }),
  } satisfies Partial<ServiceImpl<typeof Provider>>;
}

function aboutChanges(server: ProviderServer) {
  return {
    planResourceChange: (request) =>
      orBug(`planning ${request.typeName}`, { plannedState: request.priorState, plannedPrivate: request.priorPrivate }, async () => {
        const resource = server.resource(request.typeName);
        const reply = await server.plan(resource, {
          prior: decoded(request.priorState, resource.schema),
          proposed: decoded(request.proposedNewState, resource.schema),
          config: decoded(request.config, resource.schema),
          privateState: text.decode(request.priorPrivate),
        });
        return {
          plannedState: encoded(reply.planned, resource.schema),
          requiresReplace: reply.requiresReplace.map(pathMessage),
          plannedPrivate: utf8.encode(reply.privateState),
          diagnostics: diagnosticMessages(reply.diagnostics),
        };
      }),
    applyResourceChange: (request) =>
      orBug(`changing ${request.typeName}`, { newState: request.priorState, private: request.plannedPrivate }, async () => {
        const resource = server.resource(request.typeName);
        const reply = await server.apply(resource, {
          prior: decoded(request.priorState, resource.schema),
          planned: decoded(request.plannedState, resource.schema),
          config: decoded(request.config, resource.schema),
          privateState: text.decode(request.plannedPrivate),
        });
        return {
          newState: encoded(reply.state, resource.schema),
          private: utf8.encode(reply.privateState),
          diagnostics: diagnosticMessages(reply.diagnostics),
        };
      }),
  } satisfies Partial<ServiceImpl<typeof Provider>>;
}

function aboutImport(server: ProviderServer) {
  return {
    importResourceState: ({ typeName, id }) =>
      orBug(`importing ${typeName}`, {}, async () => {
        const resource = server.resource(typeName);
        const reply = await server.import(resource, id);
        return {
          importedResources: reply.resources.map(({ state, privateState = "" }) => ({
            typeName,
            state: encoded(state, resource.schema),
            private: utf8.encode(privateState),
          })),
          diagnostics: diagnosticMessages(reply.diagnostics),
        };
      }),
  } satisfies Partial<ServiceImpl<typeof Provider>>;
}

async function orBug<T, F>(doing: string, fallback: F, work: () => T | Promise<T>): Promise<T | (F & { diagnostics: ReturnType<typeof diagnosticMessages> })> {
  try {
    return await work();
  } catch (error) {
    return { ...fallback, diagnostics: diagnosticMessages([bugDiagnostic(doing, error)]) };
  }
}

function decoded(value: DynamicValue | undefined, { attributes }: Schema): ObjectValue | null {
  return value === undefined || value.msgpack.length === 0 ? null : decodeObject(value.msgpack, attributes);
}

function required(value: DynamicValue | undefined, schema: Schema): ObjectValue {
  const object = decoded(value, schema);
  if (object === null) throw new Error("Terraform sent no value");
  return object;
}

function encoded(value: ObjectValue | null, { attributes }: Schema): { msgpack: Uint8Array } {
  return { msgpack: encodeObject(value, attributes) };
}
