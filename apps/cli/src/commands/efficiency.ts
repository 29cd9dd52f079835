import { type EfficiencyMeasurement, measureEfficiency, type Spread } from '@lamina/engine';
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
    .option('--repetitions <n>', 'runs that count (5)', parseCount)
    .option('--warm-ups <n>', 'runs before them (1)', parseSeed)
    .option('--threads <n>', 'threads of the runtime', parseCount)
    .option('--json <file>', 'write the result as JSON (- for stdout)')
    .action(async (reference: string, { remove, prompt, generate, batch, json, ...settings }: EfficiencyFlags) => {
      const measurements = await followProgress(
        measureEfficiency({
          model: await locateModel(reference),
          roots: modelRoots(),
          removals: remove.some(({ length }) => length === 0) ? remove : [[], ...remove],
          ...(prompt === undefined ? {} : { promptTokens: prompt }),
          ...(generate === undefined ? {} : { generatedTokens: generate }),
          ...(batch === undefined ? {} : { batches: batch }),
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
  const { runtime, promptTokens, generatedTokens, repetitions } = first;
  const lines = measurements.map(
    ({ removed, batch, prefillTokensPerSecond, decodeTokensPerSecond, weightsBytes, peakMemoryBytes, cacheBytesPerToken }) =>
      [
        removed.length === 0 ? 'whole' : `without ${removed.join(',')}`,
        `batch ${batch}`,
        `prefill ${describeSpread(prefillTokensPerSecond)}`,
        `decode ${describeSpread(decodeTokensPerSecond)} tokens/s`,
        `weights ${(weightsBytes / MEGA).toFixed(1)} MB`,
        `peak memory ${(peakMemoryBytes / MEGA).toFixed(0)} MB`,
        cacheBytesPerToken === null ? 'no cache' : `cache ${cacheBytesPerToken} bytes per token`,
      ].join('\t'),
  );
  return [
    `${runtime.device}, ${runtime.threads} threads, ONNX Runtime ${runtime.version} ${runtime.provider}; ${promptTokens} tokens read, ${generatedTokens} written; median (lowest to highest) of ${repetitions}`,
    ...lines,
    'Numbers of another machine are not comparable with these.',
  ].join('\n');
}

function describeSpread(spread: Spread | null): string {
  return spread === null ? '–' : `${spread.median.toFixed(0)} (${spread.low.toFixed(0)} to ${spread.high.toFixed(0)})`;
}
