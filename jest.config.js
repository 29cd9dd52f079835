import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Every workspace that has a jest.config.js. */
const projects = ['packages', 'apps'].flatMap((group) =>
  readdirSync(join(import.meta.dirname, group))
    .map((name) => join(import.meta.dirname, group, name))
    .filter((folder) => existsSync(join(folder, 'jest.config.js'))),
);

export default {
  projects,
  maxWorkers: 2,
  testTimeout: 300_000,
  reporters: ['default', join(import.meta.dirname, 'scripts/jest-count-reporter.cjs')],
};
