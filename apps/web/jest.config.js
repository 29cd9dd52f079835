import preset from '../../jest.preset.js';

/** Pages are tested in a real browser by test/e2e; here only what computes. */
export default {
  ...preset,
  testMatch: ['<rootDir>/*.test.ts', '<rootDir>/features/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/.next'],
};
