import preset from '../../jest.preset.js';

export default {
  ...preset,
  globalSetup: '<rootDir>/../../packages/test-utils/src/jest-global-setup.mjs',
  globalTeardown: '<rootDir>/../../packages/test-utils/src/jest-global-teardown.mjs',
};
