import { spawnSync } from 'node:child_process';
import { endSuite } from './count-line.ts';

/** Every static check, cheapest first. All of them run, so that one run shows all problems. */
const CHECKS: readonly (readonly [string, readonly string[]])[] = [
  ['format and lint', ['biome', 'ci', '.', '--error-on-warnings']],
  ['import boundaries', ['depcruise', '--config', '.dependency-cruiser.cjs', 'apps', 'packages']],
  ['import boundaries of files with JSX', ['depcruise', '--config', '.dependency-cruiser.jsx.cjs', 'apps/web']],
  ['one spelling of each word', ['node', 'scripts/check-vocabulary.ts']],
  ['folders and rooms of the architecture page', ['node', 'scripts/check-architecture-page.ts']],
  ['container files', ['node', 'scripts/check-containers.ts']],
  ['defaults that hide a missing value', ['node', 'scripts/check-defaults.ts']],
  ['types of scripts and cross-package tests', ['tsc', '--noEmit', '-p', 'scripts']],
  ['types and schema drift, per workspace', ['turbo', 'run', 'check', '--output-logs=errors-only', '--no-update-notifier']],
];

const failed = CHECKS.filter(([title, [command = '', ...args]]) => {
  process.stdout.write(`\n— ${title}: ${command} ${args.join(' ')}\n`);
  return spawnSync(`node_modules/.bin/${command}`, args, { stdio: 'inherit' }).status !== 0;
});

endSuite({ passed: CHECKS.length - failed.length, failed: failed.length });
