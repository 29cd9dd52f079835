/** Stops the server that `jest-global-setup` started in this process. */
// biome-ignore lint/style/noDefaultExport: Jest takes the default export
export default async function tearDown() {
  await globalThis.__laminaTestServer?.stop();
}
