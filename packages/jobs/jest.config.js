import preset from '../../jest.preset.js';

export default {
  ...preset,
  globalSetup: '<rootDir>/../test-utils/src/jest-global-setup.mjs',
  globalTeardown: '<rootDir>/../test-utils/src/jest-global-teardown.mjs',
};
