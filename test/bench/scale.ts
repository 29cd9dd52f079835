import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { startFilledApi } from './scale/filled-api.ts';
import { measureGrowth, type ScaleOperation } from './scale/measure-growth.ts';
import { SAMPLE_OPERATIONS, SCALE_OPERATIONS } from './scale/scale-operations.ts';

/**
 * How the API's operations slow down as data grows: the same requests on a small and on a large synthetic database of this run. First models of 48
 * layers with 10 samples per evaluation, then few layers and a thousand samples per evaluation.
 */
const { values } = parseArgs({
  options: {
    small: { type: 'string', default: '200' },
    large: { type: 'string', default: '10000' },
    'small-samples': { type: 'string', default: '4' },
    'large-samples': { type: 'string', default: '400' },
    requests: { type: 'string', default: '60' },
  },
});
type Size = Parameters<typeof startFilledApi>[0];
const ofModels = (models: string): Size => ({ models: Number(models), layers: 48, samples: 10 });
const ofSamples = (models: string): Size => ({ models: Number(models), layers: 4, configurations: 1, metrics: 1, samples: 1000 });

print(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores`);
await compare([ofModels(values.small), ofModels(values.large)], SCALE_OPERATIONS);
await compare([ofSamples(values['small-samples']), ofSamples(values['large-samples'])], SAMPLE_OPERATIONS);

async function compare([smallSize, largeSize]: readonly [Size, Size], operations: Readonly<Record<string, ScaleOperation>>): Promise<void> {
  const small = await startFilledApi(smallSize);
  print(small.facts);
  const large = await startFilledApi(largeSize);
  print(large.facts);
  try {
    print(
      `ms, small and large: first request; p95 of ${values.requests}; processor time of each. Ratios of p95 and of processor time. Load.`,
    );
    for (const [name, operation] of Object.entries(operations)) {
      const timings = await measureGrowth([small, large], operation, Number(values.requests));
      const figures = (['firstMs', 'p95Ms', 'processorMs'] as const).map((figure) => timings.map((timing) => timing[figure]));
      const columns = figures.flat().map((time) => time.toFixed(1).padStart(9));
      const ratios = figures.slice(1).map(([before = Number.NaN, after = Number.NaN]) => `× ${(after / before).toFixed(2)}`.padStart(9));
      print(`${name.padEnd(36)}${columns.join('')}${ratios.join('')}${(loadavg()[0] ?? Number.NaN).toFixed(1).padStart(7)}`);
    }
  } finally {
    await large.stop();
    await small.stop();
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
