// .mjs and not .ts: Jest compiles a TypeScript setup to CommonJS, but Node runs its imports unchanged.
import { testServerUrl } from './env.ts';
import { startTestServer } from './test-server.ts';

/** Starts one PostgreSQL per test run, for packages whose tests call `createTestDatabase`; `jest-global-teardown` stops it. */
// biome-ignore lint/style/noDefaultExport: Jest takes the default export
export default async function setUp() {
  const server = await startTestServer();
  testServerUrl.set(server.url);
  Object.assign(globalThis, { __laminaTestServer: server });
}
