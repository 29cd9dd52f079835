import { join } from 'node:path';

/**
 * Jest for every package, in threads of jest-light-runner: Node runs TypeScript and native ES modules itself, and the test files of a thread share the
 * modules that they import. Loading them again for each file takes most of the time.
 */
export default {
  runner: 'jest-light-runner',
  setupFiles: [join(import.meta.dirname, 'scripts/jest-setup.mjs')],
  testMatch: ['<rootDir>/src/**/*.test.ts'],
  // Whole studies and recordings take minutes: `npm run ci:full` runs them.
  testPathIgnorePatterns: ['\\.full\\.test\\.ts$'],
  testTimeout: 300_000,
};
