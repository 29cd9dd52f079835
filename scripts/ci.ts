import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { type Counts, endSuite, readCounts } from './count-line.ts';
import { listCores } from './list-cores.ts';

/**
 * Runs the checks of `.ci/run`, with `--full` all there are, in lanes, one on each core of this machine (Linux). All processes of a step stay on the core of its lane: libraries
 * that compute then start one thread, and no step waits for the threads of another. The last step gets the cores of the others. The output of a step is printed when it ends, and stored in
 * test-results/ci. At the end it prints a table of durations, the failures again, and the line `N passed, N failed`.
 */
interface Step {
  readonly title: string;
  /** An npm script. */
  readonly script: string;
  readonly args?: readonly string[];
  /** Titles of steps that must end before. A step without any has all cores, because others wait for it. */
  readonly after?: readonly string[];
}

interface Outcome {
  readonly title: string;
  readonly startedAtS: number;
  readonly seconds: number;
  /** The time of its processes, without those for whose end nobody waits, such as the renderers of a browser. */
  readonly processorSeconds: number;
  readonly passed: number;
  readonly failed: number;
  /** The line that names each failure, and the lines after it. */
  readonly failures: readonly string[];
}

const STATIC = 'static checks';
const PYTHON = 'Python environments';
const HOSTS = 'several hosts';
/** Jest leaves out no file: whole studies and recordings, `*.full.test.ts`, run too. */
const WITH_FULL_TESTS = ['--testPathIgnorePatterns', '/node_modules/'];
const LOGS = 'test-results/ci';
/** Lines and characters shown again of each failure: those of all fit the last screen of a log. */
const FAILURE_LINES = 6;
const FAILURE_CHARACTERS = 400;
/** A step that takes longer hangs. It is ended and has failed, so that its output is seen. */
const STEP_LIMIT_S = 7_200;
/** Runs an npm script, then reports its processor time on a stream of its own. */
const TIMED = 'npm run --silent "$@" 3>&-; code=$?; times >&3; exit $code';

const { values } = parseArgs({ options: { full: { type: 'boolean', default: false } } });
/** The reference numbers are no part of the repository. With --full, the check that needs them runs without them too, and fails. */
const hasReference = existsSync(process.env.LAMINA_REFERENCE ?? '../shared/reference');

/**
 * Steps that others need come first, then long steps, so that all lanes end at about the same time. The static checks write types that the page's
 * build reads, and may write the generated sources again, which all others read.
 */
const EVERY_TIME: readonly Step[] = [
  { title: STATIC, script: 'check' },
  { title: PYTHON, script: 'prepare:python' },
  { title: 'unit and integration tests', script: 'test', args: values.full ? WITH_FULL_TESTS : [], after: [STATIC] },
  ...(hasReference || values.full ? [{ title: 'reference numbers', script: 'test:reference', after: [STATIC, PYTHON] }] : []),
  { title: 'browser tests', script: 'test:e2e', after: [STATIC] },
  { title: 'Python client, notebooks, commands of the pages', script: 'test:notebooks', after: [STATIC, PYTHON] },
  { title: 'npm packages', script: 'test:pack', after: [STATIC] },
  { title: 'private folders, unusual paths', script: 'test:places', after: [STATIC] },
];

/** Only `npm run ci:full` runs these. */
const FULL: readonly Step[] = [
  { title: 'accidents', script: 'test:fault', after: [STATIC] },
  { title: HOSTS, script: 'test:hosts', after: [STATIC] },
  { title: 'interop', script: 'test:interop', after: [STATIC, PYTHON] },
  // Docker's rules for its networks would stop the traffic of those hosts.
  { title: 'containers', script: 'test:containers', args: ['--no-page'], after: [STATIC, HOSTS] },
  { title: 'malformed models', script: 'bench:fuzz', args: ['--count', '600'], after: [STATIC] },
  { title: 'WebGPU path', script: 'test:webgpu', args: ['--required'], after: [STATIC] },
  { title: 'known vulnerabilities', script: 'audit' },
  { title: 'licences', script: 'sbom' },
  { title: 'container files', script: 'check:containers', after: [STATIC] },
  { title: 'models in a bucket', script: 'test:bucket', after: [STATIC, PYTHON] },
  { title: 'backup and restore', script: 'test:backup', after: [STATIC, PYTHON] },
];

mkdirSync(LOGS, { recursive: true });
const began = performance.now();
const allCores = listCores();
/** Cores on which no step runs. */
const free = [...allCores];
const waiting = [...EVERY_TIME, ...(values.full ? FULL : [])];
const running = new Map<string, Promise<Outcome>>();
/** Processes of running steps. */
const processes = new Set<number>();
const outcomes: Outcome[] = [];
while (waiting.length + running.size > 0) {
  for (let step = takeReady(); step !== undefined; step = takeReady()) running.set(step.title, runInLane(step));
  if (waiting.length === 0 && running.size === 1) for (const pid of processes) widen(pid);
  const outcome = await Promise.race(running.values());
  running.delete(outcome.title);
  outcomes.push(outcome);
}
const sumOf = (name: 'passed' | 'failed' | 'processorSeconds'): number => outcomes.reduce((sum, outcome) => sum + outcome[name], 0);
process.stdout.write(`\n${tabulate(outcomes)}\n`);
// Failures stand at the end, where a reader of a long log begins.
for (const { title, failures } of outcomes) for (const failure of failures) process.stdout.write(`\n== ${title} failed\n${failure}\n`);
endSuite({ passed: sumOf('passed'), failed: sumOf('failed') });

/** Removes the first step that may begin now from those that wait. */
function takeReady(): Step | undefined {
  if (free.length === 0) return undefined;
  const hasEnded = (title: string): boolean => outcomes.some((outcome) => outcome.title === title);
  const index = waiting.findIndex(({ after = [] }) => after.every(hasEnded));
  return index === -1 ? undefined : waiting.splice(index, 1)[0];
}

async function runInLane(step: Step): Promise<Outcome> {
  const core = free.shift();
  if (core === undefined) throw new Error('a step needs a free core');
  const outcome = await run(step, step.after === undefined ? allCores.join() : String(core));
  free.push(core);
  return outcome;
}

async function run({ title, script, args = [] }: Step, cores: string): Promise<Outcome> {
  const started = performance.now();
  process.stdout.write(`== ${title} begins\n`);
  const limited = ['timeout', '--kill-after=30', String(STEP_LIMIT_S), 'sh', '-c', TIMED, 'sh', script, '--', ...args];
  const child = spawn('taskset', ['--cpu-list', cores, ...limited], { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  if (child.pid !== undefined) processes.add(child.pid);
  let output = '';
  let times = '';
  const [, stdout, stderr, timing] = child.stdio as [null, Readable, Readable, Readable, ...unknown[]];
  for (const stream of [stdout, stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  timing.setEncoding('utf8').on('data', (text: string) => {
    times += text;
  });
  const [code] = await once(child, 'close');
  if (child.pid !== undefined) processes.delete(child.pid);
  writeFileSync(join(LOGS, `${script.replace(':', '-')}.log`), output);
  const seconds = (performance.now() - started) / 1000;
  process.stdout.write(`\n== ${title}: npm run ${script}\n${output}== ${title} took ${seconds.toFixed(0)} s\n`);
  const counted = count(output, code);
  const failures = counted.failed === 0 ? [] : listFailures(output);
  return { title, startedAtS: (started - began) / 1000, seconds, processorSeconds: sumTimes(times), ...counted, failures };
}

/** Gives a process and its descendants all cores; what they start from now on computes with as many threads. Without pgrep, the process alone. */
function widen(pid: number): void {
  spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', allCores.join(), String(pid)]);
  const { stdout, error } = spawnSync('pgrep', ['--parent', String(pid)], { encoding: 'utf8' });
  if (error === undefined) for (const [child] of stdout.matchAll(/\d+/g)) widen(Number(child));
}

/** Failures as the runners print them: `FAIL …`, and `● …` of Jest. The last lines where a runner names none. */
function listFailures(output: string): readonly string[] {
  const lines = output.split('\n');
  const starts = [...lines.entries()].filter(([, line]) => /^\s*(?:FAIL\b|●)/.test(line)).map(([index]) => index);
  const show = (start: number): string => lines.slice(start).slice(0, FAILURE_LINES).join('\n').slice(0, FAILURE_CHARACTERS);
  // Jest prints each failure twice.
  return [...new Set((starts.length === 0 ? [-FAILURE_LINES] : starts).map(show))];
}

/** Sums what `times` of sh prints: user and system time of the shell and of the processes that it waited for, as `1m2.34s`. */
function sumTimes(text: string): number {
  return [...text.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds), 0);
}

/**
 * Parses a runner's closing line. A runner without one is a single check. A runner that counts no failure but exits non-zero has failed, and so has one
 * that ran nothing, because something that it needs is missing here.
 */
function count(output: string, code: unknown): Counts {
  const counts = readCounts(output);
  if (counts === undefined) return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  const { passed, failed } = counts;
  return { passed, failed: failed === 0 && (code !== 0 || passed === 0) ? 1 : failed };
}

function tabulate(outcomes: readonly Outcome[]): string {
  const cell = (value: string | number): string => (typeof value === 'number' ? value.toFixed(0) : value).padStart(12);
  const row = (title: string, values: readonly (string | number)[]): string => `${title.padEnd(36)}${values.map(cell).join('')}`;
  const inOrder = outcomes.toSorted((one, other) => one.startedAtS - other.startedAtS);
  return [
    row('step', ['begins s', 'takes s', 'processor s', 'passed', 'failed']),
    ...inOrder.map(({ title, startedAtS, seconds, processorSeconds, passed, failed }) =>
      row(title, [startedAtS, seconds, processorSeconds, passed, failed]),
    ),
    row('all', [0, (performance.now() - began) / 1000, sumOf('processorSeconds'), sumOf('passed'), sumOf('failed')]),
  ].join('\n');
}
