import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Task } from '@lamina/benchmarks';
import {
  type EfficiencyMeasurement,
  evaluateModel,
  measureEfficiency,
  type QuantizeResult,
  quantizeModel,
  type RemovalEvaluation,
  scoreModel,
} from '@lamina/engine';
import { jaccardLowest, MEASURES, spearman } from '@lamina/metrics';
import { createRemoval, type WeightPrecision } from '@lamina/plans';
import { BLOCKS_ONLY, NO_SCORES, planRemoval, STRATEGY } from '@lamina/strategies';
import { keepResults } from './kept-results.ts';
import { loadBundledTask, loadSlice } from './reference-tasks.ts';
import { compareMetric, getMetric } from './task-metrics.ts';

/**
 * Measures whether block removal and weight quantization can be combined, as in the paper's tables 4 and 5: precision × removed blocks × perplexity,
 * benchmarks, bytes and tokens per second. Block influence of the float model, and of each quantized model itself, chooses the blocks. For
 * SmolLM2-135M (`--model smollm2`) or a bundled model. Results are stored in the cache folder, so that an interrupted run continues; prints Markdown.
 */
const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'smollm2' },
    counts: { type: 'string', default: '' },
    documents: { type: 'string', default: '' },
    windows: { type: 'string', default: '4' },
    threads: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
  },
});
const [windows, threads, rounds] = [values.windows, values.threads, values.rounds].map(Number) as [number, number, number];
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'lamina');
const reference = resolve(process.env.LAMINA_REFERENCE ?? '../shared/reference');
const subject = values.model === 'smollm2' ? describeSmollm2() : describeBundled(values.model);
if (!existsSync(subject.model)) stop(`${subject.model} is missing; npm run test:reference makes SmolLM2-135M`);
const kept = keepResults(join(cache, 'bench', `quantization-${values.model}-${subject.settings}-${windows}.json`), () => undefined);

interface Subject {
  readonly model: string;
  readonly counts: readonly number[];
  readonly tasks: readonly Task[];
  /** The accuracy that each task except the last reports; the last task reports a perplexity. */
  readonly metrics: readonly string[];
  readonly perplexity: string;
  readonly calibration: readonly string[];
  /** The settings that results depend on. */
  readonly settings: string;
}

interface Variant {
  readonly precision: string;
  readonly model: string;
  readonly bytes: number | null;
}

const variants: readonly Variant[] = [
  { precision: 'as it is', model: subject.model, bytes: null },
  ...(await quantizeAll(['fp16', 'int8', 'int4'])),
];
const orders = new Map<string, readonly (number | null)[]>();
for (const { precision, model } of variants) {
  const { blockInfluence } = await kept.once(`scores ${precision}`, (checkpoint) =>
    scoreModel({
      model,
      input: { texts: subject.calibration },
      window: 256,
      windows,
      threads,
      losses: false,
      partialWindows: 'scored',
      checkpoint,
    }),
  );
  orders.set(precision, blockInfluence.mean);
}
const floatOrder = orders.get('as it is') ?? [];
print(
  `| precision | blocks removed | ${subject.perplexity} | ${subject.metrics.map((metric, place) => `${subject.tasks[place]?.name} ${metric}`).join(' | ')} | weights, MB | prefill, tokens/s | decode, tokens/s |`,
);
print(`| --- | --- | --- | ${subject.metrics.map(() => '---').join(' | ')} | --- | --- | --- |`);
let whole: RemovalEvaluation | undefined;
for (const { precision, model } of variants) {
  const own = orders.get(precision) ?? [];
  const rows = listRows(own, precision);
  const lists = rows.map(({ removed }) => removed);
  const removals = lists.map((blocks) => createRemoval({ blocks }));
  const evaluations = await kept.once(`answers ${precision} ${JSON.stringify(lists)}`, (checkpoint) =>
    evaluateModel({ model, removals, tasks: subject.tasks, threads, providers: ['cpu'], checkpoint }),
  );
  const speeds = await kept.once(`speeds ${precision} ${JSON.stringify(lists)}`, () =>
    measureEfficiency({ model, removals, batches: [1], rounds, threads, providers: ['cpu'] }),
  );
  whole ??= evaluations[0];
  for (const [place, { title }] of rows.entries()) {
    const [evaluation, speed] = [evaluations[place], speeds[place]];
    if (evaluation && speed && whole) print(formatRow({ precision, title }, { evaluation, speed, whole }));
  }
}
print('');
print(
  'Accuracies in percent ± paired error of the difference to the whole model as it is. Speed of one text, in turn, on this machine alone; ratios of rows of one run can be compared, other machines cannot.',
);
for (const [precision, order] of orders) {
  if (precision === 'as it is') continue;
  const [a, b] = [floatOrder, order].map((list) => list.map((value) => value ?? Number.NaN)) as [number[], number[]];
  print(
    `Block influence in ${precision} against the model as it is: Spearman ${spearman(a, b)?.toFixed(3)}, overlap of the 3 lowest ${jaccardLowest(a, b, 3).toFixed(2)}.`,
  );
}

async function quantizeAll(precisions: readonly WeightPrecision[]): Promise<readonly Variant[]> {
  const made: Variant[] = [];
  for (const precision of precisions) {
    const out = join(cache, 'bench', `${values.model}-${precision}`);
    const { bytesAfter } = await kept.once<Pick<QuantizeResult, 'bytesAfter'>>(`quantized ${precision}`, () => tryQuantize(precision, out));
    if (bytesAfter > 0) made.push({ precision, model: out, bytes: bytesAfter });
  }
  return made;
}

/** Bundled models are already stored in half precision; then there is nothing to do. */
async function* tryQuantize(precision: WeightPrecision, out: string): ReturnType<typeof quantizeModel> {
  try {
    return yield* quantizeModel({ model: subject.model, precision, out });
  } catch (error) {
    if (precision !== 'fp16') throw error;
    return { bytesAfter: 0 } as QuantizeResult;
  }
}

interface Row {
  readonly title: string;
  readonly removed: readonly number[];
}

/** Each count by the float model's block influence (planned before quantization), and by the variant's own if that differs. */
function listRows(own: readonly (number | null)[], precision: string): readonly Row[] {
  const choose = (mean: readonly (number | null)[], count: number): readonly number[] =>
    count === 0
      ? []
      : planRemoval(STRATEGY.blockInfluence, {
          ...{ ...BLOCKS_ONLY, blockCount: mean.length, count, seed: 0 },
          scores: { ...NO_SCORES, means: { [MEASURES.blockInfluence.id]: mean } },
        }).removal.blocks;
  return subject.counts.flatMap((count) => {
    const [first, second] = [choose(floatOrder, count), choose(own, count)];
    const rows = [{ title: count === 0 ? 'none' : `${count} (${first.join(', ')})`, removed: first }];
    return first.join() === second.join()
      ? rows
      : [...rows, { title: `${count} (${second.join(', ')}; by block influence in ${precision})`, removed: second }];
  });
}

function formatRow(
  { precision, title }: { readonly precision: string; readonly title: string },
  {
    evaluation,
    speed,
    whole: first,
  }: { readonly evaluation: RemovalEvaluation; readonly speed: EfficiencyMeasurement; readonly whole: RemovalEvaluation },
): string {
  const accuracies = subject.metrics.map((metric, place) => {
    const comparison = compareMetric(first.tasks[place], evaluation.tasks[place], metric);
    return `${(100 * getMetric(evaluation.tasks[place], metric)).toFixed(1)} ± ${(100 * (comparison.difference?.standardError ?? 0)).toFixed(1)}`;
  });
  const cells = [
    precision,
    title,
    getMetric(evaluation.tasks.at(-1), subject.perplexity).toFixed(2),
    ...accuracies,
    (speed.weightsBytes / 1e6).toFixed(1),
    speed.prefillTokensPerSecond.median.toFixed(0),
    speed.decodeTokensPerSecond?.median.toFixed(1) ?? '–',
  ];
  return `| ${cells.join(' | ')} |`;
}

function describeSmollm2(): Subject {
  const documents = Number(values.documents || 32);
  const names = ['hellaswag', 'arc_easy', 'piqa'];
  return {
    model: join(cache, 'smollm2-135m-instruct'),
    counts: listCounts('0,1,3,5,8'),
    tasks: [...names.map((name) => loadSlice(reference, name, documents)), loadSlice(reference, 'wikitext', 2)],
    metrics: names.map(() => 'acc_norm'),
    perplexity: 'word_perplexity',
    calibration: [loadSlice(reference, 'wikitext', 12)].flatMap((task) =>
      task.kind === 'perplexity' ? task.documents.slice(2).map(({ text }) => text) : [],
    ),
    settings: `${documents}`,
  };
}

function describeBundled(name: string): Subject {
  const documents = Number(values.documents || 200);
  const names = ['country-facts', 'number-order', 'verb-agreement'];
  const text = loadBundledTask('world-text', 60);
  return {
    model: resolve('models', name),
    counts: listCounts('0,1,2,3,4'),
    tasks: [...names.map((task) => loadBundledTask(task, documents)), text],
    metrics: names.map(() => 'acc'),
    perplexity: 'word_perplexity',
    calibration: text.kind === 'perplexity' ? [text.documents.map((document) => document.text).join('\n')] : [],
    settings: `${documents}`,
  };
}

function listCounts(usual: string): readonly number[] {
  return (values.counts || usual).split(',').map(Number);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function stop(reason: string): never {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
