import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { evaluateModel, type Progress, type RemovalEvaluation, scoreModel } from '@lamina/engine';
import { type ControlSummary, jaccardLowest, spearman, summariseControl } from '@lamina/metrics';
import { createRemoval } from '@lamina/plans';
import { BLOCKS_ONLY, isRandomStrategy, planRemoval, planStrategies, STRATEGY, scoresOfResult } from '@lamina/strategies';
import { keepResults } from './kept-results.ts';
import { loadSlice } from './reference-tasks.ts';
import { compareMetric, getMetric } from './task-metrics.ts';

/**
 * The paper's comparison on a real model: SmolLM2-135M without k blocks chosen by every strategy, in perplexity and three benchmarks, each compared
 * with the dense model with paired errors, and with random inner blocks. Results are stored in the cache folder of test:reference, so that an
 * interrupted run continues; prints Markdown. It needs about 40 processor minutes at the defaults.
 */
const { values } = parseArgs({
  options: {
    counts: { type: 'string', default: '1,2,3,5,8' },
    documents: { type: 'string', default: '32' },
    pages: { type: 'string', default: '2' },
    windows: { type: 'string', default: '4' },
    draws: { type: 'string', default: '5' },
    threads: { type: 'string', default: '2' },
  },
});
const { documents, pages, windows, draws, threads } = Object.fromEntries(
  Object.entries(values).map(([name, text]) => [name, Number(text)]),
) as Record<'documents' | 'pages' | 'windows' | 'draws' | 'threads', number>;
const counts = values.counts.split(',').map(Number);
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'lamina');
const reference = resolve(process.env.LAMINA_REFERENCE ?? '../shared/reference');
const model = join(cache, 'smollm2-135m-instruct');
for (const path of [reference, model]) if (!existsSync(path)) stop(`${path} is missing; npm run test:reference makes it`);

const BENCHMARKS = [
  { name: 'hellaswag', metric: 'acc_norm' },
  { name: 'arc_easy', metric: 'acc_norm' },
  { name: 'piqa', metric: 'acc_norm' },
] as const;
const tasks = [...BENCHMARKS.map(({ name }) => loadSlice(reference, name, documents)), loadSlice(reference, 'wikitext', pages)];
const kept = keepResults(join(cache, 'bench', `strategies-${documents}-${pages}-${windows}.json`), report());
const settings = { model, threads, providers: ['cpu'] as const };

const { ids, windowTokens } = JSON.parse(readFileSync(join(reference, 'smollm2/ids.json'), 'utf8')) as {
  ids: number[];
  windowTokens: number;
};
const score = await kept.once('scores', (checkpoint) =>
  scoreModel({
    ...settings,
    input: { ids: ids.slice(0, windows * windowTokens) },
    window: windowTokens,
    leaveOneOut: true,
    greedy: Math.max(...counts),
    checkpoint,
  }),
);
const scores = scoresOfResult({ ...score, ...score.searches[0] });
const choices = counts.map((count) => {
  const request = { ...BLOCKS_ONLY, blockCount: score.model.blocks, count, scores, seed: 0 };
  const controls = Array.from({ length: draws }, (_, seed) => planRemoval(STRATEGY.randomInner, { ...request, seed }));
  return { count, plans: planStrategies(request).plans, controls };
});
const removals = listRemovals();
const evaluations = await kept.once(`removals ${counts.join(',')} ${draws}`, (checkpoint) =>
  evaluateModel({ ...settings, tasks, removals: removals.map((blocks) => createRemoval({ blocks })), checkpoint }),
);
const byRemoval = new Map(evaluations.map((evaluation) => [evaluation.removal.blocks.join('-'), evaluation]));
const dense = getEvaluation([]);
printTable();

function listRemovals(): readonly (readonly number[])[] {
  const chosen = choices.flatMap(({ plans, controls }) => [...plans.flatMap(({ plan }) => plan ?? []), ...controls]);
  const lists = new Map(chosen.map(({ removal: { blocks } }) => [blocks.join('-'), blocks]));
  // Removals with the same first blocks are neighbours, because those of one group share hidden states.
  return [[], ...[...lists.values()].sort((a, b) => (b[0] ?? 0) - (a[0] ?? 0) || a.length - b.length)];
}

function getEvaluation(removed: readonly number[]): RemovalEvaluation {
  return byRemoval.get(removed.join('-')) ?? stop(`no evaluation without ${removed.join(',')}`);
}

interface Outcome {
  readonly perplexity: number;
  readonly perplexityError: number | null;
  /** Points, by benchmark. */
  readonly accuracies: readonly { readonly value: number; readonly pairedError: number }[];
  /** Mean over the benchmarks. */
  readonly retention: number;
  readonly retentionError: number;
}

function readOutcome({ tasks: results }: RemovalEvaluation): Outcome {
  const parts = BENCHMARKS.map(({ metric }, place) => ({
    comparison: compareMetric(dense.tasks[place], results[place], metric),
    value: getMetric(results[place], metric),
  }));
  const page = compareMetric(dense.tasks.at(-1), results.at(-1), 'word_perplexity');
  return {
    perplexity: getMetric(results.at(-1), 'word_perplexity'),
    perplexityError: page.difference?.standardError ?? null,
    accuracies: parts.map(({ value, comparison }) => ({
      value: 100 * value,
      pairedError: 100 * (comparison.difference?.standardError ?? 0),
    })),
    retention: mean(parts.map(({ comparison }) => comparison.retention ?? 0)),
    retentionError: Math.hypot(...parts.map(({ comparison }) => comparison.retentionStandardError ?? 0)) / parts.length,
  };
}

function printTable(): void {
  const samples = dense.tasks.map(({ task, sampleCount }) => `${task} ${sampleCount}`).join(', ');
  print(
    `SmolLM2-135M-Instruct, fp32, 0 shots; documents: ${samples}; scores of ${windows} windows of ${windowTokens} tokens; acc_norm in points ± paired error of the difference to the whole model`,
  );
  print('');
  print(
    `| k | blocks by | word perplexity | ${BENCHMARKS.map(({ name }) => name).join(' | ')} | mean retention | against ${draws} random inner draws: retention, perplexity |`,
  );
  print(`| --- | --- | --- | ${BENCHMARKS.map(() => '---').join(' | ')} | --- | --- |`);
  print(formatRow(['0', 'the whole model'], readOutcome(dense), ''));
  for (const { count, plans, controls } of choices) {
    const drawn = controls.map(({ removal }) => readOutcome(getEvaluation(removal.blocks)));
    for (const { strategy, plan } of plans) {
      if (plan === null || isRandomStrategy(strategy)) continue;
      const outcome = readOutcome(getEvaluation(plan.removal.blocks));
      const retention = summariseControl(
        { value: outcome.retention, standardError: outcome.retentionError },
        drawn.map((draw) => draw.retention),
        { isHigherBetter: true },
      );
      const perplexity = summariseControl(
        { value: Math.log(outcome.perplexity), standardError: null },
        drawn.map((draw) => Math.log(draw.perplexity)),
        { isHigherBetter: false },
      );
      print(
        formatRow(
          [String(count), `${strategy} (${plan.removal.blocks.join(', ')})`],
          outcome,
          [retention, perplexity].map(describeVerdict).join(', '),
        ),
      );
    }
    print(formatControl(count, drawn));
  }
  print('');
  printAgreement();
}

function describeVerdict({ verdict }: ControlSummary): string {
  return { 'beats-control': 'beyond', 'not-distinguishable': 'not distinguishable', 'worse-than-control': 'behind' }[verdict];
}

function formatRow([count = '', title = '']: readonly string[], outcome: Outcome, verdict: string): string {
  const perplexity = `${outcome.perplexity.toFixed(2)}${outcome.perplexityError === null ? '' : ` ± ${outcome.perplexityError.toFixed(2)}`}`;
  const accuracies = outcome.accuracies.map(({ value, pairedError }) => `${value.toFixed(1)} ± ${pairedError.toFixed(1)}`);
  return `| ${[count, title, perplexity, ...accuracies, `${outcome.retention.toFixed(3)} ± ${outcome.retentionError.toFixed(3)}`, verdict].join(' | ')} |`;
}

function formatControl(count: number, drawn: readonly Outcome[]): string {
  const spread = (list: readonly number[], digits: number): string =>
    `${mean(list).toFixed(digits)} (${Math.min(...list).toFixed(digits)} to ${Math.max(...list).toFixed(digits)})`;
  const accuracies = BENCHMARKS.map((_, place) =>
    spread(
      drawn.map((draw) => draw.accuracies[place]?.value ?? Number.NaN),
      1,
    ),
  );
  const cells = [
    String(count),
    `random-inner, ${drawn.length} draws (mean, lowest to highest)`,
    spread(
      drawn.map(({ perplexity }) => perplexity),
      2,
    ),
    ...accuracies,
  ];
  return `| ${[
    ...cells,
    spread(
      drawn.map(({ retention }) => retention),
      3,
    ),
    '',
  ].join(' | ')} |`;
}

/** How strongly the orders of two scores agree. */
function printAgreement(): void {
  const { lossIncrease } = score;
  if (!lossIncrease) return;
  const numbers = (series: { readonly mean: readonly (number | null)[] }): number[] => series.mean.map((value) => value ?? Number.NaN);
  const [influence, magnitude, loss] = [numbers(score.blockInfluence), numbers(score.relativeMagnitude), numbers(lossIncrease)];
  print(
    `Block influence against the loss of leaving one out: Spearman ${spearman(influence, loss)?.toFixed(2)}, overlap of the 3 lowest ${jaccardLowest(influence, loss, 3).toFixed(2)}; against relative magnitude: Spearman ${spearman(influence, magnitude)?.toFixed(2)}.`,
  );
}

function mean(list: readonly number[]): number {
  return list.reduce((sum, value) => sum + value, 0) / list.length;
}

/** Prints one line per minute. */
function report(): (name: string, progress: Progress) => void {
  let last = 0;
  return (name, { done, total }) => {
    if (Date.now() - last < 60_000) return;
    last = Date.now();
    process.stderr.write(`${name.split(' ')[0]} ${done}/${total}\n`);
  };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function stop(reason: string): never {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
