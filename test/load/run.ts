import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { seedEvaluatedPruning } from '@lamina/api/testing/seed-evaluated-pruning';
import { seedJob } from '@lamina/api/testing/seed-job';
import { seedModel } from '@lamina/api/testing/seed-model';
import { seedScoreRun } from '@lamina/api/testing/seed-score-run';
import { createDatabase, migrate, startEmbeddedServer } from '@lamina/database';
import { createSeededRandom } from '@lamina/test-utils/models';
import { type LoadOperation, runOpenLoop } from './open-loop.ts';
import { startApiProcess } from './start-api-process.ts';
import { watchMemory } from './watch-memory.ts';

/**
 * Tests the API with requests at a fixed rate: latency percentiles that include stalls, no failed request, and constant memory. All on the loopback
 * address, with synthetic rows in a throw-away database.
 */
const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '40' },
    seconds: { type: 'string', default: '240' },
    warmup: { type: 'string', default: '15' },
    seed: { type: 'string', default: '1' },
  },
});
const [rate, seconds, warmup] = [Number(values.rate), Number(values.seconds), Number(values.warmup)];
if (!(rate > 0) || !(seconds >= 60) || seconds > 600) {
  process.stderr.write(
    'BAD_USER_INPUT: --rate is a number above 0 of requests a second, --seconds from 60 to 600 (shorter runs cannot tell growth from warming up)\n',
  );
  process.exit(2);
}

const ANSWER_MEMORY = pathToFileURL(join(import.meta.dirname, 'answer-memory.mjs')).href;
const MODELS = 30;
const BLOCKS = 24;
/** The first part of the run fills caches, which are bounded; in the rest memory must be constant. */
const SETTLING_SHARE = 1 / 3;
/** Allowed growth of the memory after garbage collection in the rest: 440 bytes per request at 40 requests per second. */
const FLAT_MIB_PER_MINUTE = 1;

const OPERATIONS: readonly LoadOperation[] = [
  {
    name: 'models',
    weight: 4,
    query: '{ models(first: 25) { totalCount nodes { slug name blockCount parameterCount family { name } } } }',
  },
  {
    name: 'models × layers × scores',
    weight: 2,
    query:
      '{ models(first: 10) { nodes { slug layers(first: 24) { nodes { index scores(first: 1, metric: BLOCK_INFLUENCE) { nodes { mean standardError } } } } } } }',
  },
  {
    name: 'leaderboard',
    weight: 2,
    query: '{ leaderboard(removedRatio: 0.125) { totalCount nodes { averageRetention model { slug } pruning { removed } } } }',
  },
  {
    name: 'layer scores, flat',
    weight: 2,
    query: '{ layerScores(first: 100, filter: { metrics: [BLOCK_INFLUENCE] }) { totalCount nodes { mean layerIndex } } }',
  },
  { name: 'jobs', weight: 1, query: '{ jobs(first: 25) { nodes { status progress { ratio } } } workers(first: 25) { nodes { status } } }' },
];

const folder = mkdtempSync(join(tmpdir(), 'lamina-load-'));
const server = await startEmbeddedServer({ dataDir: join(folder, 'postgres'), durable: false });
await seed(server.databaseUrl());
const api = await startApiProcess({
  nodeArgs: ['--expose-gc', '--import', ANSWER_MEMORY],
  env: {
    DATABASE_URL: server.databaseUrl(),
    LAMINA_ADMIN_TOKEN: 'lam_load-test-administrator',
    LAMINA_RATE_LIMIT_ANONYMOUS: '1000000',
    LAMINA_DATA_DIR: folder,
  },
  stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
});
let exitCode = 1;
try {
  const url = await api.ready();
  const random = createSeededRandom(values.seed);
  await runOpenLoop({ url, rate: Math.min(rate, 20), seconds: warmup, operations: OPERATIONS, random });
  const memory = watchMemory(api.child);
  const result = await runOpenLoop({ url, rate, seconds, operations: OPERATIONS, random });
  const samples = await memory.stop();
  say(
    `${rate} requests a second for ${seconds} s (${result.sent} in all) on ${cpus()[0]?.model.trim() ?? 'an unknown processor'}, ${availableParallelism()} logical cores`,
  );
  say(
    `\n${'milliseconds from when a request was due'.padEnd(42)}${['count', 'p50', 'p90', 'p99', 'p99.9', 'max'].map((head) => head.padStart(9)).join('')}`,
  );
  for (const { name, count, percentile, max } of result.latencies) {
    const cells = [count, ...[50, 90, 99, 99.9].map(percentile), max];
    say(`${name.padEnd(42)}${cells.map((cell, index) => (index === 0 ? String(cell) : cell.toFixed(1)).padStart(9)).join('')}`);
  }
  const settled = samples.filter(({ minutes }) => minutes * 60 >= seconds * SETTLING_SHARE);
  const growth = fitSlope(settled.map(({ minutes, heldMib }) => [minutes, heldMib]));
  const [first, last] = [settled[0], settled.at(-1)];
  say(
    `\nthe API holds ${first?.heldMib.toFixed(1)} → ${last?.heldMib.toFixed(1)} MiB after garbage collection (${first?.rssMib.toFixed(0)} → ${last?.rssMib.toFixed(0)} MiB resident); it collected once in 10 s, which the percentiles include; the generator was late by ${result.worstDelayMs.toFixed(0)} ms at worst`,
  );
  const failed = [
    check(
      result.failures.length === 0,
      `no request failed${result.failures.length === 0 ? '' : `: ${result.failures.length}, such as ${result.failures[0]}`}`,
    ),
    check(
      growth < FLAT_MIB_PER_MINUTE,
      `memory is flat: ${growth.toFixed(2)} MiB a minute after garbage collection, over ${settled.length} samples (below ${FLAT_MIB_PER_MINUTE} is wanted)`,
    ),
  ].filter((isGood) => !isGood).length;
  say(`\n${2 - failed} passed, ${failed} failed`);
  exitCode = failed === 0 ? 0 : 1;
} finally {
  await api.stop();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(exitCode);

async function seed(databaseUrl: string): Promise<void> {
  await migrate(databaseUrl);
  const database = createDatabase(databaseUrl);
  for (let index = 0; index < MODELS; index += 1) {
    const model = await seedModel(database, { slug: `made-${index}`, family: `made-family-${index % 5}`, blockCount: BLOCKS });
    await seedScoreRun(
      database,
      model,
      Array.from({ length: BLOCKS }, (_, layer) => (index + layer) / 100),
    );
    for (const removed of [[1], [1, 2, 3], [1, 2, 3, 4, 5, 6]])
      await seedEvaluatedPruning(database, model, {
        strategy: 'block-influence',
        removed,
        blockCount: BLOCKS,
        retention: { facts: 1 - removed.length / 40, words: 1 - removed.length / 50 },
      });
    await seedJob(database);
  }
  await database.close();
}

/**
 * Slope of a straight line through points: the median of the slopes between any two points (Theil and Sen). Single high points, caused by requests in
 * progress, do not change it. NaN for fewer than two points.
 */
function fitSlope(points: readonly (readonly [x: number, y: number])[]): number {
  const slopes = points
    .flatMap(([x, y], index) => points.slice(index + 1).map(([otherX, otherY]) => (otherY - y) / (otherX - x)))
    .toSorted((a, b) => a - b);
  const middle = slopes.length / 2;
  return ((slopes[Math.ceil(middle) - 1] ?? Number.NaN) + (slopes[Math.floor(middle)] ?? Number.NaN)) / 2;
}

/** Prints a result as `ok` or `FAIL`, and gives it back. */
function check(isGood: boolean, words: string): boolean {
  say(`${isGood ? 'ok  ' : 'FAIL'} ${words}`);
  return isGood;
}

/** Prints a line. */
function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
