import { type EfficiencyMeasurement, measureEfficiency, type SpeedRatio, type Spread } from '@lamina/engine';
import { MEASURE_EFFICIENCY, option } from '@lamina/jobs';
import { changeOf, describeChange, NOTHING_REMOVED, type Removal, removesNothing } from '@lamina/plans';
import { z } from 'zod';
import { modelLookup, wantedProviders } from '../env.ts';
import { locateModel } from '../locate-model.ts';
import { switchOption } from '../options/shared-options.ts';
import { followProgress } from '../show-progress.ts';
import { formatMegabytes, formatTable } from '../table.ts';
import { writeResult } from '../write-result.ts';

export const SPEED_OPTIONS = {
  speed: switchOption('Speed', 'Measure tokens per second and memory on this machine, instead of tasks.'),
  promptTokens: option(z.int().min(1).default(256), 'Prompt', 'With --speed: tokens of a prompt.'),
  generatedTokens: option(z.int().min(1).default(32), 'Answer', 'With --speed: tokens written after it.'),
  batches: option(
    MEASURE_EFFICIENCY.payload.shape.batches.default([1, 8]),
    'Batch sizes',
    'With --speed: batch sizes, in texts that run together.',
  ),
  rounds: option(
    z.int().min(3).default(5),
    'Rounds',
    'With --speed: minimum number of rounds. Each opens both models anew in a separate process.',
  ),
  budgetSeconds: option(
    z.int().min(0).default(20),
    'Time',
    'With --speed: maximum seconds for repeating the rounds of one form until its speed ratio to the whole model is known to 10 %.',
  ),
  warmUps: option(z.int().min(1).default(1), 'Warm-ups', 'With --speed: runs of each round that do not count.'),
};

type SpeedChoice = z.output<z.ZodObject<typeof SPEED_OPTIONS>> & {
  readonly threads?: number | undefined;
  readonly json?: string | undefined;
};

/** Measures the whole model and the removals on this machine, and prints a table. */
export async function measureSpeed(reference: string, choice: SpeedChoice, removals: readonly Removal[]): Promise<void> {
  const { promptTokens, generatedTokens, batches, rounds, budgetSeconds, warmUps, threads, json } = choice;
  const measurements = await followProgress(
    measureEfficiency({
      model: await locateModel(reference),
      ...modelLookup(),
      changes: (removals.some(removesNothing) ? removals : [NOTHING_REMOVED, ...removals]).map((removal) => changeOf(removal)),
      promptTokens,
      generatedTokens,
      batches,
      rounds,
      budgetSeconds,
      warmUps,
      threads,
      ...wantedProviders(),
    }),
  );
  writeResult(json, { model: reference, measurements }, describe(measurements));
}

function describe(measurements: readonly EfficiencyMeasurement[]): string {
  const [first] = measurements;
  if (!first) return '';
  const { runtime, promptTokens, generatedTokens } = first;
  const table = formatTable<EfficiencyMeasurement>(measurements, [
    { title: 'model', align: 'left', value: ({ change }) => describeChange(change) },
    { title: 'batch', value: ({ batch }) => String(batch) },
    { title: 'rounds', value: ({ rounds }) => String(rounds) },
    { title: 'read, tokens/s', value: ({ prefillTokensPerSecond }) => describeSpread(prefillTokensPerSecond) },
    { title: '× whole', value: ({ comparedWithDense }) => describeRatio(comparedWithDense?.prefill) },
    { title: 'write, tokens/s', value: ({ decodeTokensPerSecond }) => describeSpread(decodeTokensPerSecond) },
    { title: '× whole', value: ({ comparedWithDense }) => describeRatio(comparedWithDense?.decode) },
    { title: 'weights', value: ({ weightsBytes }) => formatMegabytes(weightsBytes) },
    { title: 'peak memory', value: ({ peakMemoryBytes }) => formatMegabytes(peakMemoryBytes) },
    { title: 'cache bytes/token', value: ({ cacheBytesPerToken }) => String(cacheBytesPerToken ?? '–') },
  ]);
  return [
    `${runtime.device}, ${runtime.threads} threads, ONNX Runtime ${runtime.version} ${runtime.provider}; ${promptTokens} tokens read, ${generatedTokens} written; median (lowest to highest); ratio [95 % interval over the rounds]`,
    table,
    'Numbers of another machine are not comparable with these.',
  ].join('\n');
}

function describeSpread(spread: Spread | null): string {
  return spread === null ? '–' : `${spread.median.toFixed(0)} (${spread.low.toFixed(0)} to ${spread.high.toFixed(0)})`;
}

function describeRatio(estimate: SpeedRatio['decode'] | undefined): string {
  if (!estimate) return '–';
  const { ratio, low, high } = estimate;
  if (low === null || high === null) return ratio.toFixed(2);
  const verdict = low <= 1 && high >= 1 ? ', no difference shown' : '';
  return `${ratio.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]${verdict}`;
}
