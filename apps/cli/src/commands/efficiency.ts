import { type EfficiencyMeasurement, measureEfficiency, type SpeedRatio, type Spread } from '@lamina/engine';
import { Command } from 'commander';
import { modelRoots, wantedProviders } from '../env.ts';
import { locateModel, MODEL_HELP } from '../locate-model.ts';
import { parseCount, parseCounts, parseSeed } from '../parse-options.ts';
import { removalsOption } from '../removals-option.ts';
import { followProgress } from '../show-progress.ts';
import { writeResult } from '../write-result.ts';

interface EfficiencyFlags {
  readonly remove: readonly (readonly number[])[];
  readonly prompt?: number;
  readonly generate?: number;
  readonly batch?: readonly number[];
  readonly warmUps?: number;
  readonly repetitions?: number;
  readonly budget?: number;
  readonly threads?: number;
  readonly json?: string;
}

export function efficiencyCommand(): Command {
  return new Command('efficiency')
    .argument('<model>', MODEL_HELP)
    .addOption(removalsOption('measure without these blocks, beside the whole model; again for further removals'))
    .option('--prompt <tokens>', 'tokens of a prompt (256)', parseCount)
    .option('--generate <tokens>', 'tokens written after it (32)', parseCount)
    .option('--batch <n,…>', 'texts side by side (1,8)', parseCounts)
    .option('--repetitions <n>', 'runs that count, at least (5)', parseCount)
    .option('--budget <seconds>', 'how long one form may be run again until its speed ÷ the whole model’s is known to 10 % (60)', parseSeed)
    .option('--warm-ups <n>', 'runs before them (1)', parseCount)
    .option('--threads <n>', 'threads of the runtime', parseCount)
    .option('--json <file>', 'write the result as JSON (- for stdout)')
    .action(async (reference: string, { remove, prompt, generate, batch, budget, json, ...settings }: EfficiencyFlags) => {
      const measurements = await followProgress(
        measureEfficiency({
          model: await locateModel(reference),
          roots: modelRoots(),
          removals: remove.some(({ length }) => length === 0) ? remove : [[], ...remove],
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
}

const MEGA = 1e6;

function describe(measurements: readonly EfficiencyMeasurement[]): string {
  const [first] = measurements;
  if (!first) return '';
  const { runtime, promptTokens, generatedTokens } = first;
  const lines = measurements.map(
    ({
      removed,
      batch,
      prefillTokensPerSecond,
      decodeTokensPerSecond,
      comparedWithDense,
      weightsBytes,
      peakMemoryBytes,
      cacheBytesPerToken,
    }) =>
      [
        removed.length === 0 ? 'whole' : `without ${removed.join(',')}`,
        `batch ${batch}`,
        `prefill ${describeSpread(prefillTokensPerSecond)}${describeRatio(comparedWithDense?.prefill)}`,
        `decode ${describeSpread(decodeTokensPerSecond)} tokens/s${describeRatio(comparedWithDense?.decode)}`,
        `weights ${(weightsBytes / MEGA).toFixed(1)} MB`,
        `peak memory ${(peakMemoryBytes / MEGA).toFixed(0)} MB`,
        cacheBytesPerToken === null ? 'no cache' : `cache ${cacheBytesPerToken} bytes per token`,
      ].join('\t'),
  );
  return [
    `${runtime.device}, ${runtime.threads} threads, ONNX Runtime ${runtime.version} ${runtime.provider}; ${promptTokens} tokens read, ${generatedTokens} written; median (lowest to highest); × whole model with its 95 % interval`,
    ...lines,
    'Numbers of another machine are not comparable with these.',
  ].join('\n');
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
