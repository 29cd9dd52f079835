import preset from '../../jest.preset.js';

/**
 * One PostgreSQL server for the run; each test file copies the migrated template to a database of its own. Test files share the modules of a worker:
 * loading those of the API for each of them again takes most of the time (decision 7).
 */
export default {
  ...preset,
  runner: 'jest-light-runner',
  setupFiles: ['<rootDir>/jest.setup.mjs'],
  globalSetup: '<rootDir>/../../packages/test-database/src/jest-global-setup.mjs',
  globalTeardown: '<rootDir>/../../packages/test-database/src/jest-global-teardown.mjs',
};
