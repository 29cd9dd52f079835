import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  countFilters,
  type PairedSamples,
  type RetentionSettlement,
  settleRetention,
  type Task,
  type TaskEvaluation,
} from '@lamina/benchmarks';
import { loadTasks } from '@lamina/datasets';
import { evaluateModel } from '@lamina/engine';
import { getAt } from '@lamina/errors';
import { parseHubEnvironment } from '@lamina/hub';
import { createRandom, findHeadline } from '@lamina/metrics';
import { createRemoval, describeRemoval, NOTHING_REMOVED, type Removal } from '@lamina/plans';
import { listBundledModels } from './list-bundled-models.ts';
import { median } from './median.ts';
import { percent } from './percent.ts';

/**
 * How soon it is settled whether a pruned model is as good as the whole one. Each model is evaluated once on whole tasks, and their documents are then read
 * again in many random orders, as `lamina evaluate --until settled` reads them. Seconds are documents at the speed of that evaluation of both models,
 * loading left out, until settled with the time of the tests. For the coverage, documents are drawn with replacement, so that the whole
 * run is the truth of which they are draws: how often does every interval of a replay hold it?
 */
const { values } = parseArgs({
  options: {
    models: { type: 'string', default: listBundledModels().join() },
    // Bundled, or of the hub's cache.
    tasks: { type: 'string', default: 'country-facts,verb-agreement,number-order,world-text' },
    remove: { type: 'string', default: '4;2,3,4,5' },
    margin: { type: 'string', default: '0.02' },
    confidence: { type: 'string', default: '0.95' },
    replays: { type: 'string', default: '1000' },
  },
});
const REPLAYS = Number(values.replays);
const DOCUMENTS_PER_LOOK = 8;
const limit = { kind: 'margin', value: Number(values.margin) } as const;
const removals = values.remove.split(';').map((blocks) => createRemoval({ blocks: blocks.split(',').map(Number) }));
const { tasks: loaded } = await loadTasks({
  names: values.tasks.split(','),
  bundled: 'models/benchmarks',
  hub: parseHubEnvironment(process.env, homedir()),
});
const tasks = loaded.map(({ task }) => task);

const HEAD = [
  ...[
    'model',
    'without blocks',
    'task',
    'difference of the whole run',
    'documents',
    'seconds',
    'until settled, median (p90)',
    'seconds until settled',
  ],
  ...['times fewer', 'settled', 'wrong verdicts', 'every interval holds the truth'],
];
printRow(HEAD);
printRow(HEAD.map(() => '---'));
for (const model of values.models.split(','))
  for (const removal of removals)
    for (const task of tasks) printRow([model, describeRemoval(removal), task.name, ...describe(await evaluate(model, removal, task))]);

interface Evaluated {
  readonly dense: TaskEvaluation;
  readonly pruned: TaskEvaluation;
  /** Of both models together. */
  readonly secondsPerDocument: number;
}

async function evaluate(model: string, removal: Removal, task: Task): Promise<Evaluated> {
  const run = evaluateModel({ model, roots: [join(process.cwd(), 'models')], removals: [NOTHING_REMOVED, removal], tasks: [task] });
  let loaded = Number.NaN;
  for (let step = await run.next(); ; step = await run.next()) {
    if (step.done) {
      const [dense, pruned] = step.value.map(({ tasks: results }) => getAt(results, 0));
      if (!dense || !pruned) throw new Error(`${model} has no results on ${task.name}`);
      return { dense, pruned, secondsPerDocument: (performance.now() - loaded) / 1000 / dense.samples.length };
    }
    // The first one comes when the model is loaded.
    if (step.value.phase === 'evaluate' && Number.isNaN(loaded)) loaded = performance.now();
  }
}

/** The figures of a row of the table. */
function describe({ dense, pruned, secondsPerDocument }: Evaluated): readonly (string | number)[] {
  const places = [...dense.samples.keys()];
  const { estimate } = settle(dense, pruned, places);
  const ordered = Array.from({ length: REPLAYS }, (_, seed) => readUntilSettled(dense, pruned, createRandom(seed).shuffle(places)));
  const settled = ordered.filter(({ verdict }) => verdict !== 'open');
  const wrong = settled.filter(({ verdict }) => verdict !== judge(estimate)).length;
  const covered = Array.from({ length: REPLAYS }, (_, seed) => {
    const random = createRandom(seed);
    return holdsAlways(dense, pruned, { places: places.map(() => random.randomBelow(places.length)), truth: estimate });
  }).filter((isHeld) => isHeld).length;
  const needed = ordered.map(({ documents }) => documents).sort((a, b) => a - b);
  const middle = median(needed);
  const seconds = median(ordered.map(({ documents, testSeconds }) => documents * secondsPerDocument + testSeconds));
  return [
    ...[estimate.toFixed(3), places.length, (places.length * secondsPerDocument).toFixed(2)],
    ...[`${middle} (${needed[Math.floor(needed.length * 0.9)]})`, seconds.toFixed(2), (places.length / middle).toFixed(1)],
    ...[percent(settled.length, REPLAYS), percent(wrong, REPLAYS), percent(covered, REPLAYS)],
  ];
}

/** The verdict of someone who knows the difference. */
function judge(difference: number): RetentionSettlement['verdict'] {
  if (Math.abs(difference) <= limit.value) return 'within';
  return difference < 0 ? 'worse' : 'better';
}

function settle(dense: TaskEvaluation, pruned: TaskEvaluation, places: readonly number[]): RetentionSettlement {
  const take = ({ samples }: TaskEvaluation) => places.map((place) => getAt(samples, place));
  const read: PairedSamples = { dense: take(dense), pruned: take(pruned) };
  const headline = findHeadline(dense.metrics);
  if (headline === undefined) throw new Error(`no metric stands for ${dense.task}`);
  return settleRetention(read, headline, { limit, confidence: Number(values.confidence), filterCount: countFilters(dense) });
}

function* look(dense: TaskEvaluation, pruned: TaskEvaluation, places: readonly number[]) {
  for (let documents = DOCUMENTS_PER_LOOK; documents < places.length + DOCUMENTS_PER_LOOK; documents += DOCUMENTS_PER_LOOK) {
    const read = places.slice(0, documents);
    yield { documents: read.length, ...settle(dense, pruned, read) };
  }
}

function readUntilSettled(dense: TaskEvaluation, pruned: TaskEvaluation, places: readonly number[]) {
  const looks = look(dense, pruned, places);
  const started = performance.now();
  for (let step = looks.next(); ; step = looks.next()) {
    if (step.done) throw new Error('no document was read');
    if (step.value.verdict !== 'open' || step.value.documents === places.length)
      return { ...step.value, testSeconds: (performance.now() - started) / 1000 };
  }
}

interface Draw {
  readonly places: readonly number[];
  readonly truth: number;
}

function holdsAlways(dense: TaskEvaluation, pruned: TaskEvaluation, { places, truth }: Draw): boolean {
  for (const { interval } of look(dense, pruned, places))
    if (interval !== null && (truth < interval.low || truth > interval.high)) return false;
  return true;
}

function printRow(cells: readonly (string | number)[]): void {
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}
