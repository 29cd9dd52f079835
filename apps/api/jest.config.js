import preset from '../../jest.preset.js';

/** One PostgreSQL server for the run; each test file copies the migrated template to a database of its own. */
export default {
  ...preset,
  globalSetup: '../../packages/test-utils/src/jest-global-setup.ts',
  globalTeardown: '../../packages/test-utils/src/jest-global-teardown.ts',
};
