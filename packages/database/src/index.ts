export * from '../generated/client.ts';
export { createDatabase, type Database, type Transaction } from './create-database.ts';
export { digestOf } from './digest-of.ts';
export { type EmbeddedServer, type EmbeddedServerOptions, startEmbeddedServer } from './embedded/embedded-server.ts';
export { findFreePort } from './embedded/find-free-port.ts';
export { migrate } from './migrations/migrate.ts';
export { redactUrl } from './redact-url.ts';
