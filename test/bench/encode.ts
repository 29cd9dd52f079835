import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { encodeWeights } from '@lamina/checkpoints';
import { createRandom } from '@lamina/metrics';
import { WEIGHT_TYPE_NAMES } from '@lamina/plans';
import { median } from './median.ts';

/**
 * How fast one core encodes weights in each GGUF type, in megabytes of float32 a second. The weights are sums of random numbers, bell-shaped as those of
 * models are. Durations are of processor time, because other work on a machine changes every other duration.
 */
const { values } = parseArgs({
  options: {
    types: { type: 'string', default: WEIGHT_TYPE_NAMES.filter((type) => type !== 'F32').join() },
    rounds: { type: 'string', default: '5' },
  },
});
const COLUMNS = 2048;
const ROWS = 256;
/** Least speeds: types of blocks of 32, and K types, whose scales are searched. */
const WANTED = [
  { types: ['Q4_0', 'Q8_0'], speed: 60 },
  { types: ['Q2_K', 'Q3_K', 'Q4_K', 'Q5_K', 'Q6_K'], speed: 15 },
];

const weights = makeWeights();
process.stdout.write(`${cpus()[0]?.model ?? 'unknown processor'}, load ${loadavg()[0]?.toFixed(1)}\n`);
for (const type of values.types.split(',')) {
  // The first round compiles.
  const speeds = Array.from({ length: Number(values.rounds) + 1 }, () => measureSpeed(type)).slice(1);
  const wanted = WANTED.find(({ types }) => types.includes(type));
  process.stdout.write(
    `${type.padEnd(7)} ${median(speeds).toFixed(1).padStart(7)} MB/s${wanted === undefined ? '' : ` (wanted ${wanted.speed})`}\n`,
  );
}

function makeWeights(): Float32Array {
  const { random } = createRandom(1);
  return Float32Array.from({ length: ROWS * COLUMNS }, () => 0.05 * (random() + random() + random() + random() - 2));
}

function measureSpeed(type: string): number {
  const before = process.cpuUsage();
  encodeWeights(type, weights, { columns: COLUMNS, place: 'weights' });
  const { user, system } = process.cpuUsage(before);
  return weights.byteLength / (user + system);
}
