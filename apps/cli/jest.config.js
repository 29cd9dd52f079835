import preset from '../../jest.preset.js';

export default {
  ...preset,
  globalSetup: '<rootDir>/../../packages/test-database/src/jest-global-setup.mjs',
  globalTeardown: '<rootDir>/../../packages/test-database/src/jest-global-teardown.mjs',
};
