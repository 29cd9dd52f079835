import preset from '../../jest.preset.js';

export default {
  ...preset,
  globalSetup: '<rootDir>/../test-database/src/jest-global-setup.mjs',
  globalTeardown: '<rootDir>/../test-database/src/jest-global-teardown.mjs',
};
