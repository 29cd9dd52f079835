/** The variable that passes the server's address from Jest's global setup to the test files: workers inherit the environment. */
export const testServerUrl = {
  get: (): string | undefined => process.env.LAMINA_TEST_SERVER_URL,
  set: (url: string): void => {
    process.env.LAMINA_TEST_SERVER_URL = url;
  },
};
