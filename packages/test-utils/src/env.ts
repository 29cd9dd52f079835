/** How Jest's global setup tells the test files where its server is: workers inherit the environment. */
export const testServerUrl = {
  get: (): string | undefined => process.env.LAMINA_TEST_SERVER_URL,
  set: (url: string): void => {
    process.env.LAMINA_TEST_SERVER_URL = url;
  },
};
