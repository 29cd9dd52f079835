// .mjs and not .ts: Jest turns a TypeScript setup into CommonJS, while Node itself runs what is imported from here as it is.
import { testServerUrl } from './env.ts';
import { startTestServer } from './test-server.ts';

/** Starts one PostgreSQL per test run, for packages whose tests call `createTestDatabase`; `jest-global-teardown` stops it. */
// biome-ignore lint/style/noDefaultExport: Jest takes the default export
export default async function setUp() {
  const server = await startTestServer();
  testServerUrl.set(server.url);
  Object.assign(globalThis, { __laminaTestServer: server });
}
