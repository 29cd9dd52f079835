export { findFreePort } from './embedded/find-free-port.ts';
export { type EmbeddedServer, type EmbeddedServerOptions, startEmbeddedServer } from './embedded/embedded-server.ts';
