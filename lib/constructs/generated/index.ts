/** @module L1 bindings, generated from the provider's own schema by `npm run generate`; nothing written by hand: edit the model or the schema. */
export * as cluster from './cluster';
export * as dnsRoundRobin from './dns-round-robin';
export * as dataLvsClusterStatus from './data-lvs-cluster-status';
export * as provider from './provider';

