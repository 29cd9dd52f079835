import preset from '../../jest.preset.js';

/** One PostgreSQL server for the run; each test file copies the migrated template to a database of its own. */
export default {
  ...preset,
  setupFiles: ['<rootDir>/jest.setup.mjs', ...preset.setupFiles],
  globalSetup: '<rootDir>/../../packages/test-database/src/jest-global-setup.mjs',
  globalTeardown: '<rootDir>/../../packages/test-database/src/jest-global-teardown.mjs',
};
