import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Runs every check of `.ci/run`, one at a time, or in LAMINA_CI_LANES lanes; two lanes on two cores make some tests exceed their time limits. The
 * output of a step is printed when it ends, and stored in test-results/ci. At the end it prints a table of durations and the line `N passed, N
 * failed`.
 */
interface Step {
  readonly title: string;
  /** An npm script. */
  readonly script: string;
  readonly args?: readonly string[];
  /** Titles of steps that must end before. */
  readonly after?: readonly string[];
}

interface Outcome {
  readonly title: string;
  readonly startedAtS: number;
  readonly seconds: number;
  readonly passed: number;
  readonly failed: number;
}

const STATIC = 'static checks';
const PYTHON = 'Python environments';
const REFERENCE = 'reference numbers';
const LOGS = 'test-results/ci';

/** Long steps first, so that both lanes end at about the same time. The static checks write types that the page's build reads. */
const STEPS: readonly Step[] = [
  { title: STATIC, script: 'check' },
  { title: PYTHON, script: 'prepare:python' },
  { title: 'unit and integration tests', script: 'test', after: [STATIC] },
  { title: 'browser tests', script: 'test:e2e', after: [STATIC] },
  ...(existsSync(process.env.LAMINA_REFERENCE ?? '../shared/reference')
    ? [{ title: REFERENCE, script: 'test:reference', after: [STATIC, PYTHON] }]
    : []),
  { title: 'Python client, notebooks and pages', script: 'test:notebooks', after: [STATIC, PYTHON] },
  { title: 'accidents', script: 'test:fault', after: [STATIC] },
  { title: 'interop', script: 'test:interop', after: [STATIC, PYTHON] },
  { title: 'malformed models', script: 'bench:fuzz', args: ['--count', '600'], after: [STATIC] },
  { title: 'WebGPU path', script: 'test:webgpu', args: ['--required'], after: [STATIC] },
  { title: 'npm package', script: 'test:pack', after: [STATIC] },
  { title: 'container files', script: 'check:containers', after: [STATIC] },
  { title: 'backup and restore', script: 'test:backup', after: [STATIC] },
];

mkdirSync(LOGS, { recursive: true });
const began = performance.now();
let freeLanes = Math.max(1, Number(process.env.LAMINA_CI_LANES ?? 1));
const waiting: (() => void)[] = [];
const runs = new Map<string, Promise<Outcome>>();
for (const step of STEPS) runs.set(step.title, runInTurn(step));
const outcomes = await Promise.all(runs.values());
const sumOf = (name: 'passed' | 'failed'): number => outcomes.reduce((sum, outcome) => sum + outcome[name], 0);
process.stdout.write(`\n${tabulate(outcomes)}\n\n${sumOf('passed')} passed, ${sumOf('failed')} failed\n`);
process.exit(sumOf('failed') === 0 ? 0 : 1);

async function runInTurn(step: Step): Promise<Outcome> {
  for (const title of step.after ?? []) await runs.get(title);
  if (freeLanes > 0) freeLanes -= 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await run(step);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else freeLanes += 1;
  }
}

async function run({ title, script, args = [] }: Step): Promise<Outcome> {
  const started = performance.now();
  process.stdout.write(`== ${title} begins\n`);
  const child = spawn('npm', ['run', '--silent', script, '--', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const [code] = await once(child, 'close');
  writeFileSync(join(LOGS, `${script.replace(':', '-')}.log`), output);
  const seconds = (performance.now() - started) / 1000;
  process.stdout.write(`\n== ${title}: npm run ${script}\n${output}== ${title} took ${seconds.toFixed(0)} s\n`);
  return { title, startedAtS: (started - began) / 1000, seconds, ...count(output, code) };
}

/** Parses a runner's closing line. A runner without one is a single check. A runner that counts no failure but exits non-zero has failed. */
function count(output: string, code: unknown): { readonly passed: number; readonly failed: number } {
  const last = [...output.matchAll(/^(\d+) passed, (\d+) failed/gm)].at(-1);
  if (last === undefined) return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  const [passed, failed] = [Number(last[1]), Number(last[2])];
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}

function tabulate(outcomes: readonly Outcome[]): string {
  const cell = (value: string | number): string => (typeof value === 'number' ? value.toFixed(0) : value).padStart(10);
  const row = (title: string, values: readonly (string | number)[]): string => `${title.padEnd(36)}${values.map(cell).join('')}`;
  return [
    row('step', ['begins s', 'takes s', 'passed', 'failed']),
    ...outcomes.map(({ title, startedAtS, seconds, passed, failed }) => row(title, [startedAtS, seconds, passed, failed])),
    row('all', [0, (performance.now() - began) / 1000, sumOf('passed'), sumOf('failed')]),
  ].join('\n');
}
