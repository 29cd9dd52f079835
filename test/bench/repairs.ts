import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { createFloat64Products } from '@lamina/engine';
import { createMomentCollector, createRandom, type RepairKind, solveRepair } from '@lamina/metrics';

/**
 * The cost of solving a repair, on synthetic states of several widths: collecting the moments, and each kind that solves equations. Prints Markdown.
 */
const { values } = parseArgs({
  options: {
    widths: { type: 'string', default: '576,4096' },
    tokens: { type: 'string', default: '4096' },
    threads: { type: 'string', default: '2' },
  },
});
const tokens = Number(values.tokens);
const BATCH_TOKENS = 512;
const KINDS: readonly RepairKind[] = ['linear', 'low-rank'];

process.stdout.write(`${cpus()[0]?.model ?? 'unknown processor'}, ${values.threads} threads, ${tokens} tokens, rank 64\n\n`);
process.stdout.write(
  `| width | moments | ${KINDS.join(' | ')} | most memory |\n| ---: | ---: | ${KINDS.map(() => '---:').join(' | ')} | ---: |\n`,
);
for (const width of values.widths.split(',').map(Number)) await measure(width);

async function measure(width: number): Promise<void> {
  const { multiply, release } = createFloat64Products({ threads: Number(values.threads) });
  const collector = createMomentCollector({ width, balanced: false, rotates: false, multiply });
  let collecting = 0;
  for (let first = 0; first < tokens; first += BATCH_TOKENS) {
    const states = makeStates(width, first);
    collecting += (await time(() => collector.add(states))).seconds;
  }
  const { moments } = await collector.finish();
  const solving: number[] = [];
  for (const kind of KINDS) solving.push((await time(() => solveRepair(moments.all, { kind, alpha: null, rank: 64, multiply }))).seconds);
  await release();
  const cells = [collecting, ...solving].map((seconds) => `${seconds.toFixed(2)} s`);
  process.stdout.write(`| ${width} | ${cells.join(' | ')} | ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB |\n`);
}

/** States whose channels have very different sizes, as in language models. */
function makeStates(width: number, seed: number) {
  const random = createRandom(seed);
  const entering = Float32Array.from(
    { length: BATCH_TOKENS * width },
    (_, cell) => (random.random() - 0.5) * (1 + 50 / (1 + (cell % width))),
  );
  const leaving = entering.map((value) => value + 0.3 * (random.random() - 0.5));
  return { entering, leaving, basis: null, isFirst: (token: number) => token % 256 === 0 };
}

async function time<T>(work: () => Promise<T>): Promise<{ readonly seconds: number; readonly result: T }> {
  const start = performance.now();
  const result = await work();
  return { seconds: (performance.now() - start) / 1000, result };
}
