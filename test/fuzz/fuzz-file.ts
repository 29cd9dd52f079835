import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { FuzzLine } from './fuzz-worker.ts';

/** The results of the mutations of one file. */
export interface FuzzReport {
  readonly count: number;
  readonly valid: number;
  /** Refusals by stage and code. */
  readonly refusals: ReadonlyMap<string, number>;
  readonly problems: readonly { readonly index: number; readonly name: string; readonly what: string }[];
  readonly slowestMs: number;
  readonly peakMb: number;
}

export interface FuzzRequest {
  readonly path: string;
  readonly seed: number;
  readonly count: number;
  /** The folder for sampled results. */
  readonly folder: string;
  readonly keepEvery: number;
}

const LONGEST_MS = 1000;
const LARGEST_MB = 512;
/** If no line arrives for this time, the process counts as hung: it is far longer than LONGEST_MS, because other work may use the CPU. */
const SILENCE_MS = 60_000;

/** Runs all mutations of one file; starts a new process after one that ended or hung. */
export async function fuzzFile(request: FuzzRequest): Promise<FuzzReport> {
  const lines: FuzzLine[] = [];
  const problems: FuzzReport['problems'][number][] = [];
  let from = 0;
  while (from < request.count) {
    const ended = await runWorker(request, from, (line) => {
      lines.push(line);
      from = line.index + 1;
    });
    if (from >= request.count) break;
    problems.push({ index: from, name: '?', what: ended });
    from += 1;
  }
  const refusals = new Map<string, number>();
  for (const line of lines) {
    const what = findProblem(line);
    if (what !== null) problems.push({ index: line.index, name: line.name, what });
    const key = `${line.stage} ${line.code}`;
    if (line.status === 'refused') refusals.set(key, (refusals.get(key) ?? 0) + 1);
  }
  return {
    count: request.count,
    valid: lines.filter(({ status }) => status === 'valid').length,
    refusals,
    problems,
    slowestMs: Math.max(...lines.map(({ cpuMs }) => cpuMs)),
    peakMb: Math.max(...lines.map(({ peakMb }) => peakMb)),
  };
}

function findProblem(line: FuzzLine): string | null {
  if (line.status === 'bug') return `${line.stage}: ${line.message}`;
  if (line.cpuMs > LONGEST_MS) return `took ${line.cpuMs.toFixed(0)} ms (limit ${LONGEST_MS})`;
  if (line.peakMb > LARGEST_MB) return `needed ${line.peakMb.toFixed(0)} MB (limit ${LARGEST_MB})`;
  return null;
}

/** Runs one worker starting at mutation `from`; returns how it ended. */
function runWorker(request: FuzzRequest, from: number, onLine: (line: FuzzLine) => void): Promise<string> {
  const { path, seed, count, folder, keepEvery } = request;
  const args = [path, seed, from, count, folder, keepEvery].map(String);
  const worker = join(import.meta.dirname, 'fuzz-worker.ts');
  const child = spawn(process.execPath, ['--max-old-space-size=192', '--max-semi-space-size=8', worker, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let lastWords = '';
  let hung = false;
  const watch = setTimeout(() => {
    hung = true;
    child.kill('SIGKILL');
  }, SILENCE_MS);
  child.stderr.on('data', (text) => {
    lastWords = `${lastWords}${text}`.slice(-2000);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    watch.refresh();
    onLine(JSON.parse(line));
  });
  return new Promise((done) => {
    child.on('close', (code, signal) => {
      clearTimeout(watch);
      done(hung ? `no answer for ${SILENCE_MS} ms` : `the process ended (${signal ?? code}): ${lastWords}`);
    });
  });
}
