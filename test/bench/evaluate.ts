import { existsSync } from 'node:fs';
import { cpus, homedir, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { listRequests, type Task } from '@lamina/benchmarks';
import { type ChangeEvaluation, evaluateModel } from '@lamina/engine';
import { changeOf, createRemoval } from '@lamina/plans';
import { prepareHarness } from '../prepare-harness.ts';
import { type HarnessRequest, type HarnessRun, runHarness } from './lm-eval-peer.ts';
import { median } from './median.ts';
import { loadReferenceTask, loadSlice, takeDocuments } from './reference-tasks.ts';

/**
 * Evaluates SmolLM2-135M with Lamina and with lm-evaluation-harness' hf backend (float32, the same threads, its best batch size), on the same
 * requests in the same run, alternately: log-likelihood requests per second, and one evaluation of eight removals against eight runs of the harness.
 * Loading is excluded on both sides. Needs the files that npm run test:reference prepares.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    completions: { type: 'string', default: '60' },
    hellaswag: { type: 'string', default: '24' },
    removed: { type: 'string', default: '12' },
    threads: { type: 'string', default: '2' },
    batches: { type: 'string', default: '1,8,16' },
  },
});
const threads = Number(values.threads);
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'lamina');
const reference = resolve(process.env.LAMINA_REFERENCE ?? '../shared/reference');
const [model, weights] = ['smollm2-135m-instruct', 'smollm2-hf'].map((name) => join(cache, name)) as [string, string];
for (const path of [reference, model, weights]) if (!existsSync(path)) stop(`${path} is missing; npm run test:reference makes it`);
const python = prepareHarness(cache) ?? stop('lm-evaluation-harness could not be installed (is PyPI reachable?)');

/** Blocks in the order of their removal: eight removals, of 1 to 8 of them. */
const ORDER = [14, 17, 25, 13, 16, 24, 12, 15];
const REMOVALS = ORDER.map((_, index) => ORDER.slice(0, index + 1).sort((a, b) => a - b));

interface Case {
  readonly title: string;
  readonly task: Task;
  readonly removals: readonly (readonly number[])[];
}

const completions = await loadReferenceTask(reference, 'lrk_completions');
const CASES: readonly Case[] = [
  { title: 'lrk_completions', task: takeDocuments(completions, Number(values.completions)), removals: [[]] },
  { title: 'hellaswag slice', task: loadSlice(reference, 'hellaswag', Number(values.hellaswag)), removals: [[]] },
  { title: 'eight removals', task: takeDocuments(completions, Number(values.removed)), removals: REMOVALS },
];

const batch = findBestBatch();
print(
  `${cpus()[0]?.model ?? 'unknown processor'}, ${threads} threads, load ${loadavg()[0]?.toFixed(1)}; the harness in batches of ${batch}`,
);
const rows: string[] = [];
for (const { title, task, removals } of CASES) {
  const requests = listPairs(task);
  const total = requests.length * removals.length;
  const harness: (readonly HarnessRun[])[] = [];
  const lamina: Timed[] = [];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    harness.push(runHarness(python, weights, { requests, removals, batch, threads }));
    lamina.push(await runLamina(task, removals));
    const seconds = sum((harness.at(-1) ?? []).map((run) => run.seconds));
    print(
      `${title}, round ${round + 1}: harness ${seconds.toFixed(1)} s, Lamina ${lamina.at(-1)?.seconds.toFixed(1)} s for ${total} requests`,
    );
  }
  const [theirs, ours] = [
    median(harness.map((runs) => sum(runs.map(({ seconds }) => seconds)))),
    median(lamina.map(({ seconds }) => seconds)),
  ];
  const computing = [
    median(harness.map((runs) => sum(runs.map((run) => run.processorSeconds)))),
    median(lamina.map((run) => run.processorSeconds)),
  ];
  const { difference, otherChoices } = compare(task, harness[0] ?? [], lamina[0]?.evaluations ?? []);
  rows.push(
    `| ${title} (${total} requests) | ${(total / theirs).toFixed(1)} | ${(total / ours).toFixed(1)} | ${(theirs / ours).toFixed(2)} | ${computing.map((value) => value.toFixed(0)).join(' / ')} | ${difference.toExponential(1)} | ${otherChoices} |`,
  );
}
print('');
print('| | harness, requests/s | Lamina, requests/s | ratio | processor seconds | largest difference, nats | other choices |');
print('| --- | --- | --- | --- | --- | --- | --- |');
for (const row of rows) print(row);
print(
  'Wanted: a ratio of at least 1.8 on both tasks, and at least 2 for eight removals (half the time of eight runs); differences below 1e-2.',
);

interface Timed {
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly evaluations: readonly ChangeEvaluation[];
}

/** Starts when the model is loaded. */
async function runLamina(task: Task, removals: readonly (readonly number[])[]): Promise<Timed> {
  const job = evaluateModel({
    model,
    changes: removals.map((blocks) => changeOf(createRemoval({ blocks }))),
    tasks: [task],
    threads,
    providers: ['cpu'],
  });
  let started: { readonly at: number; readonly computing: NodeJS.CpuUsage } | null = null;
  for (let step = await job.next(); ; step = await job.next()) {
    if (!step.done) {
      if (step.value.phase === 'evaluate') started ??= { at: performance.now(), computing: process.cpuUsage() };
      continue;
    }
    const computing = process.cpuUsage(started?.computing);
    const seconds = (performance.now() - (started?.at ?? Number.NaN)) / 1000;
    return { seconds, processorSeconds: (computing.user + computing.system) / 1e6, evaluations: step.value };
  }
}

function findBestBatch(): number {
  const requests = listPairs(takeDocuments(completions, 12));
  const tried = values.batches.split(',').map((size) => {
    const [run] = runHarness(python, weights, { requests, removals: [[]], batch: Number(size), threads });
    return { size: Number(size), seconds: run?.seconds ?? Number.POSITIVE_INFINITY };
  });
  return tried.reduce((best, one) => (one.seconds < best.seconds ? one : best)).size;
}

/**
 * Differences of log-likelihoods, and the number of documents with another answer although the harness' best two answers differ by at least 0.01
 * nats.
 */
function compare(
  task: Task,
  theirs: readonly HarnessRun[],
  ours: readonly ChangeEvaluation[],
): { difference: number; otherChoices: number } {
  let difference = 0;
  let otherChoices = 0;
  for (const [removal, { tasks }] of ours.entries()) {
    let next = 0;
    for (const { logLikelihoods } of tasks[0]?.samples ?? []) {
      const expected = theirs[removal]?.logLikelihoods.slice(next, next + logLikelihoods.length) ?? [];
      next += logLikelihoods.length;
      for (const [place, value] of logLikelihoods.entries())
        difference = Math.max(difference, Math.abs(value - (expected[place] ?? Number.NaN)));
      const [first = 0, second = Number.NEGATIVE_INFINITY] = [...expected].sort((a, b) => b - a);
      const best = (list: readonly number[]): number => list.indexOf(Math.max(...list));
      if (first - second >= 1e-2 && best(expected) !== best(logLikelihoods)) otherChoices += 1;
    }
  }
  if (task.documents.length === 0) throw new Error(`${task.name} has no documents`);
  return { difference, otherChoices };
}

function listPairs(task: Task): HarnessRequest['requests'] {
  return listRequests(task).flatMap((request) =>
    request.kind === 'loglikelihood' ? [[request.context, request.continuation] as const] : [],
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, value) => total + value, 0);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function stop(reason: string): never {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
