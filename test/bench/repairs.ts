import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { createFloat64Products, finish, scoreModel, surveyRepairs } from '@lamina/engine';
import { createMomentCollector, createRandom, getRepair, NO_REPAIR, REPAIR_KINDS } from '@lamina/metrics';
import { median } from './median.ts';

/**
 * The cost of solving a repair, on synthetic states of several widths: collecting the moments of every kind, and solving each of them. With --model, also
 * the cost of one pass that collects every kind for all gaps, beside that of scoring the same tokens, in processor seconds. Prints Markdown.
 */
const { values } = parseArgs({
  options: {
    widths: { type: 'string', default: '576,4096' },
    tokens: { type: 'string', default: '4096' },
    threads: { type: 'string', default: '2' },
    model: { type: 'string' },
    windows: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '3' },
  },
});
const tokens = Number(values.tokens);
const BATCH_TOKENS = 512;
const KINDS = REPAIR_KINDS.filter((kind) => kind !== NO_REPAIR);

process.stdout.write(`${cpus()[0]?.model ?? 'unknown processor'}, ${values.threads} threads, ${tokens} tokens, rank 64\n\n`);
if (values.model !== undefined) await measureSurvey(values.model);
process.stdout.write(
  `| width | moments | ${KINDS.join(' | ')} | most memory |\n| ---: | ---: | ${KINDS.map(() => '---:').join(' | ')} | ---: |\n`,
);
for (const width of values.widths.split(',').map(Number)) await measure(width);

async function measure(width: number): Promise<void> {
  const { multiply, release } = createFloat64Products({ threads: Number(values.threads) });
  const collector = createMomentCollector({ width, balanced: false, rotates: true, multiply });
  let collecting = 0;
  for (let first = 0; first < tokens; first += BATCH_TOKENS) {
    const states = makeStates(width, first);
    collecting += (await time(() => collector.add(states))).seconds;
  }
  const { moments } = await collector.finish();
  const solving: number[] = [];
  // A fold has the same equations, with the sums of what the projection adds.
  for (const kind of KINDS)
    solving.push((await time(() => getRepair(kind).solve(moments.all, { alpha: null, rank: 64, multiply }))).seconds);
  await release();
  const cells = [collecting, ...solving].map((seconds) => `${seconds.toFixed(3)} s`);
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

/** A survey of every repair of all gaps of 1, 3, 5 and 8 blocks, without solving, and a plain score, each of the same windows. */
async function measureSurvey(model: string): Promise<void> {
  // Drawn anew for each row: documents that overlap those of the calibration are refused.
  const random = createRandom(0);
  const rows = Array.from({ length: Number(values.windows) }, () => Array.from({ length: 256 }, () => Math.floor(random.random() * 256)));
  const half = rows.length / 2;
  const settings = { model, window: 256, threads: Number(values.threads) };
  const texts = { calibration: { inputIds: rows.slice(0, half) }, heldOut: { inputIds: rows.slice(half) } };
  const score = () => measureProcessor(() => finish(scoreModel({ ...settings, input: { inputIds: rows }, selfCheck: false })));
  const survey = () =>
    measureProcessor(async () => {
      const work = surveyRepairs({ ...settings, ...texts });
      // Both passes are over where solving begins.
      for await (const { phase } of work) if (phase === 'prepare') break;
    });
  // The first use of a model reads its file and compiles code for both.
  await score();
  const rounds: { readonly scoring: number; readonly surveying: number }[] = [];
  for (let round = 0; round < Number(values.rounds); round++) rounds.push({ scoring: await score(), surveying: await survey() });
  const scoring = median(rounds.map((round) => round.scoring));
  const surveying = median(rounds.map((round) => round.surveying));
  process.stdout.write(
    `one pass for every repair of all gaps of ${model}: ${surveying.toFixed(1)} processor seconds, scoring the same ${rows.length} windows ${scoring.toFixed(1)}, ratio ${(surveying / scoring).toFixed(2)}\n\n`,
  );
}

/** Processor seconds of all threads, whatever else runs on the machine. */
async function measureProcessor(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

async function time<T>(work: () => Promise<T>): Promise<{ readonly seconds: number; readonly result: T }> {
  const start = performance.now();
  const result = await work();
  return { seconds: (performance.now() - start) / 1000, result };
}
