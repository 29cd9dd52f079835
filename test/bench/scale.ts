import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { startFilledApi } from './scale/filled-api.ts';
import { measureGrowth, type ScaleOperation, type Timing } from './scale/measure-growth.ts';
import { SAMPLE_OPERATIONS, SCALE_OPERATIONS, STORED_OPERATIONS } from './scale/scale-operations.ts';

/** An operation is flat if its p95 grows by no more than this. */
const MAX_RATIO = 1.5;

/**
 * How the API's operations slow down as data grows: the same requests on a small and on a large synthetic database of this run. First models of 48
 * layers with 10 samples per evaluation, for which every stored query is sent too; then few layers and a thousand samples per evaluation.
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
await compare([ofModels(values.small), ofModels(values.large)], { ...SCALE_OPERATIONS, ...STORED_OPERATIONS });
await compare([ofSamples(values['small-samples']), ofSamples(values['large-samples'])], SAMPLE_OPERATIONS);

async function compare([smallSize, largeSize]: readonly [Size, Size], operations: Readonly<Record<string, ScaleOperation>>): Promise<void> {
  const small = await startFilledApi(smallSize);
  print(small.facts);
  const large = await startFilledApi(largeSize);
  print(large.facts);
  try {
    print(
      `ms, small and large: first request; p95 of ${values.requests}; processor time of each. Ratios of p95 and of processor time. Load. ! = a p95 above × ${MAX_RATIO}.`,
    );
    for (const [name, operation] of Object.entries(operations)) {
      const timings = await measureGrowth([small, large], operation, Number(values.requests));
      const figures = (['firstMs', 'p95Ms', 'processorMs'] as const).map((figure) => timings.map((timing) => timing[figure]));
      const columns = figures.flat().map((time) => time.toFixed(1).padStart(9));
      const ratios = figures.slice(1).map(([before = Number.NaN, after = Number.NaN]) => `× ${(after / before).toFixed(2)}`.padStart(9));
      const load = (loadavg()[0] ?? Number.NaN).toFixed(1).padStart(7);
      print(`${name.padEnd(56)}${columns.join('')}${ratios.join('')}${load}${isFlat(timings) ? '' : '  !'}`);
    }
  } finally {
    await large.stop();
    await small.stop();
  }
}

function isFlat([small, large]: readonly Timing[]): boolean {
  return small !== undefined && large !== undefined && large.p95Ms <= small.p95Ms * MAX_RATIO;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
