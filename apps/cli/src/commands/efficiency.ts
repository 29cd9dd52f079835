import { type EfficiencyMeasurement, measureEfficiency, type SpeedRatio, type Spread } from '@lamina/engine';
import { createRemoval, describeRemoval, NOTHING_REMOVED, type RemovedUnits, removesNothing } from '@lamina/plans';
import { Command } from 'commander';
import { modelRoots, wantedProviders } from '../env.ts';
import { locateModel, MODEL_HELP } from '../locate-model.ts';
import { parseCount, parseCounts, parseSeed } from '../parse-options.ts';
import { createRemovalsOptions } from '../removal-options.ts';
import { followProgress } from '../show-progress.ts';
import { writeResult } from '../write-result.ts';

interface EfficiencyFlags {
  readonly prompt?: number;
  readonly generate?: number;
  readonly batch?: readonly number[];
  readonly warmUps?: number;
  readonly rounds?: number;
  readonly budget?: number;
  readonly threads?: number;
  readonly json?: string;
}

export function efficiencyCommand(): Command {
  const removals = createRemovalsOptions('also measure the model without');
  const command = new Command('efficiency')
    .argument('<model>', MODEL_HELP)
    .option('--prompt <tokens>', 'tokens of a prompt (256)', parseCount)
    .option('--generate <tokens>', 'tokens written after it (32)', parseCount)
    .option('--batch <n,…>', 'texts side by side (1,8)', parseCounts)
    .option('--rounds <n>', 'minimum number of rounds; each opens both models anew in a process of its own (5, at least 3)', parseCount)
    .option(
      '--budget <seconds>',
      'maximum time for repeating the rounds of one form until its speed ratio to the whole model is known to 10 % (20)',
      parseSeed,
    )
    .option('--warm-ups <n>', 'runs of each round that do not count (1)', parseCount)
    .option('--threads <n>', 'threads of the runtime', parseCount)
    .option('--json <file>', 'write the result as JSON (- for stdout)')
    .action(async (reference: string, { prompt, generate, batch, budget, json, ...settings }: EfficiencyFlags) => {
      const named = removals.list();
      const measurements = await followProgress(
        measureEfficiency({
          model: await locateModel(reference),
          roots: modelRoots(),
          removals: named.some(removesNothing) ? named : [NOTHING_REMOVED, ...named],
          ...(prompt === undefined ? {} : { promptTokens: prompt }),
          ...(generate === undefined ? {} : { generatedTokens: generate }),
          ...(batch === undefined ? {} : { batches: batch }),
          ...(budget === undefined ? {} : { budgetSeconds: budget }),
          ...settings,
          ...wantedProviders(),
        }),
      );
      writeResult(json, { model: reference, measurements }, describe(measurements));
    });
  for (const option of removals.options) command.addOption(option);
  return command;
}

const MEGA = 1e6;

function describe(measurements: readonly EfficiencyMeasurement[]): string {
  const [first] = measurements;
  if (!first) return '';
  const { runtime, promptTokens, generatedTokens } = first;
  const lines = measurements.map(
    ({
      batch,
      rounds,
      prefillTokensPerSecond,
      decodeTokensPerSecond,
      comparedWithDense,
      weightsBytes,
      peakMemoryBytes,
      cacheBytesPerToken,
      ...units
    }) =>
      [
        nameRemoval(units),
        `batch ${batch}`,
        `${rounds} rounds`,
        `prefill ${describeSpread(prefillTokensPerSecond)}${describeRatio(comparedWithDense?.prefill)}`,
        `decode ${describeSpread(decodeTokensPerSecond)} tokens/s${describeRatio(comparedWithDense?.decode)}`,
        `weights ${(weightsBytes / MEGA).toFixed(1)} MB`,
        `peak memory ${(peakMemoryBytes / MEGA).toFixed(0)} MB`,
        cacheBytesPerToken === null ? 'no cache' : `cache ${cacheBytesPerToken} bytes per token`,
      ].join('\t'),
  );
  return [
    `${runtime.device}, ${runtime.threads} threads, ONNX Runtime ${runtime.version} ${runtime.provider}; ${promptTokens} tokens read, ${generatedTokens} written; median (lowest to highest); × whole model with its 95 % interval over the rounds`,
    ...lines,
    'Numbers of another machine are not comparable with these.',
  ].join('\n');
}

function nameRemoval({ removed, removedAttention, removedMlp }: RemovedUnits): string {
  const removal = createRemoval({ blocks: removed, attention: removedAttention, mlp: removedMlp });
  return removesNothing(removal) ? 'whole' : `without ${describeRemoval(removal)}`;
}

function describeSpread(spread: Spread | null): string {
  return spread === null ? '–' : `${spread.median.toFixed(0)} (${spread.low.toFixed(0)} to ${spread.high.toFixed(0)})`;
}

function describeRatio(estimate: SpeedRatio['decode'] | undefined): string {
  if (!estimate) return '';
  const { ratio, low, high } = estimate;
  const interval = low === null || high === null ? '' : ` [${low.toFixed(2)}, ${high.toFixed(2)}]`;
  const verdict = low !== null && high !== null && low <= 1 && high >= 1 ? ', no difference shown' : '';
  return ` = ${ratio.toFixed(2)}×${interval}${verdict}`;
}
