import { join } from 'node:path';
/** Jest for every package: TypeScript through SWC, native ES modules, and one realm for typed arrays (see the environment). */
export default {
  testEnvironment: join(import.meta.dirname, 'scripts/jest-environment.cjs'),
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/src/**/*.test.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true },
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  testTimeout: 1_200_000,
};
