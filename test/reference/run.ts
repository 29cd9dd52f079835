import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { preparePython } from './prepare-python.ts';

/**
 * Lamina's numbers against PyTorch's, from outside: the reference folder's own checkers drive the command line. Needs LAMINA_REFERENCE and
 * Python; the Python packages and the real model live in a cache folder and are made once.
 */
const reference = resolve(process.env.LAMINA_REFERENCE ?? '../shared/reference');
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'lamina');
const lamina = `${process.execPath} ${resolve('apps/cli/bin/lamina.mjs')}`;
const isShort = process.env.LAMINA_REFERENCE_SHORT === '1';

interface Check {
  readonly title: string;
  readonly args: readonly string[];
  /** Default: the prepared Python. */
  readonly executable?: string;
}

const benchmarks: Check = {
  title: 'prompts and metrics of lm-evaluation-harness',
  args: [resolve('test/reference/check-benchmarks.ts')],
  executable: process.execPath,
};

if (!existsSync(reference)) finish([], `no reference data at ${reference}; set LAMINA_REFERENCE to its folder`);
const python = preparePython({ reference, cache });
if (typeof python === 'string') finish([benchmarks], python);
else finish([benchmarks, ...listChecks(python.model)], null, python.executable);

function listChecks(model: string): readonly Check[] {
  const scores = join(reference, 'check_scores.py');
  const smollm2 = join(reference, 'smollm2');
  return [
    {
      title: 'model zoo',
      args: [
        resolve('test/reference/with_exact_products.py'),
        join(reference, 'check_zoo.py'),
        ...['--cases', join(reference, 'zoo'), '--lamina', lamina],
      ],
    },
    {
      title: 'SmolLM2-135M',
      args: [
        scores,
        '--model',
        model,
        '--case',
        join(smollm2, 'case.json'),
        '--ids',
        join(smollm2, 'ids.json'),
        '--lamina',
        lamina,
        ...(isShort ? ['--prunings', '7'] : []),
      ],
    },
    {
      title: 'SmolLM2-135M through the Python client and PyTorch',
      args: [
        resolve('test/reference/check_torch_scores.py'),
        '--client',
        resolve('clients/python/src'),
        '--model',
        model,
        '--weights',
        join(cache, 'smollm2-hf'),
        '--text',
        join(smollm2, 'calibration.txt'),
        '--lamina',
        lamina,
      ],
    },
    ...listHarnessChecks(model),
  ];
}

/** Results of lm-evaluation-harness, whole and pruned; the short form asks one task of each kind that is soon done. */
function listHarnessChecks(model: string): readonly Check[] {
  const folder = join(reference, 'lm-eval');
  const checkOf = (name: string, more: readonly string[]): Check => ({
    title: `lm-evaluation-harness, ${name}`,
    args: [
      join(reference, 'check_harness.py'),
      '--model',
      model,
      '--tasks',
      join(folder, 'tasks'),
      '--expected',
      join(folder, `expected-${name}.json`),
      '--lamina',
      lamina,
      ...more,
    ],
  });
  if (isShort) return [checkOf('dense', ['--only', 'lrk_letters_0shot', 'lrk_lastword', 'lrk_edge', 'lrk_answers'])];
  const removed = readFileSync(join(folder, 'removed.txt'), 'utf8').trim();
  return [checkOf('dense', []), checkOf('pruned', ['--remove', removed])];
}

function finish(checks: readonly Check[], skipped: string | null, executable = 'python3'): never {
  let passed = 0;
  let failed = 0;
  for (const { title, args, executable: own } of checks) {
    process.stdout.write(`\n— ${title}\n`);
    const { stdout } = spawnSync(own ?? executable, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 26 });
    process.stdout.write(stdout);
    const counts = /(\d+) passed, (\d+) failed\s*$/.exec(stdout);
    passed += Number(counts?.[1] ?? 0);
    failed += Number(counts?.[2] ?? 1);
  }
  if (skipped !== null) process.stdout.write(`skipped: ${skipped}\n`);
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  process.exit(failed === 0 ? 0 : 1);
}
