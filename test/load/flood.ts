import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createSeededRandom } from '@lamina/test-utils/models';
import { startSyntheticServer } from '../bench/api/start-synthetic-server.ts';
import { type LoadOperation, type OpenLoopResult, runOpenLoop } from './open-loop.ts';
import { check, say } from './report.ts';
import { startApiProcess } from './start-api-process.ts';

/**
 * Attacks the API from one address with the dearest query that is allowed, at a fixed rate, and compares the p95 of other callers with the same time
 * before the attack. The API runs with its default limits, over synthetic rows in a throw-away database. Rates and duration follow from the speed of the
 * machine, measured first: other callers use a fifth of one core, and the attacker sends more often than all of them.
 */
const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' } } });

/** Share of the time that requests of others need, one after the other. */
const OTHERS_LOAD = 0.2;
/** Requests of the attacker for each request of others. */
const FLOOD_RATIO = 2.5;
/** The run lasts this many times as long as the dearest query alone, and at least a minute, which is how long a budget takes to refill. */
const DEAREST_TIMES = 40;
const LEAST_SECONDS = 60;
/** Requests of each kind that measure the speed of the machine. */
const CALIBRATION_ROUNDS = 15;
const LEAST_DEAREST_BYTES = 1_000_000;
/** Other callers' p95 during the attack may be this many times the p95 before it. */
const MOST_SLOWDOWN = 2;
/** Another address of the loopback network is another caller. */
const ATTACKER = '127.0.0.2';
/** The other callers have a token, so that their own limit plays no part. */
const ADMIN_TOKEN = 'lam_flood-test-administrator';
/** 95,100 of 100,000 rows, and all of them exist. */
const DEAREST = '{ models(first: 100) { nodes { layers(first: 50) { nodes { scores(first: 18) { nodes { mean standardError } } } } } } }';
const OPERATIONS: readonly LoadOperation[] = [
  { name: 'models', weight: 2, query: '{ models(first: 25) { totalCount nodes { slug name blockCount family { name } } } }' },
  {
    name: 'leaderboard',
    weight: 1,
    query: '{ leaderboard(removedRatio: 0.125, first: 25) { totalCount nodes { averageRetention model { slug } } } }',
  },
  {
    name: 'layer scores',
    weight: 2,
    query: '{ layerScores(first: 100, filter: { metrics: [BLOCK_INFLUENCE] }) { nodes { mean layerIndex } } }',
  },
];

const server = await startSyntheticServer({ models: 100, layers: 50, configurations: 5, metrics: 4 });
const folder = mkdtempSync(join(tmpdir(), 'lamina-flood-'));
const api = await startApiProcess({
  env: { DATABASE_URL: server.url, LAMINA_ADMIN_TOKEN: ADMIN_TOKEN, LAMINA_RATE_LIMIT_TOKEN: '1000000', LAMINA_DATA_DIR: folder },
  stdio: ['ignore', 'inherit', 'inherit'],
});
let exitCode = 1;
try {
  const url = await api.ready();
  const random = createSeededRandom(values.seed);
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  say(`${cpus()[0]?.model.trim() ?? 'an unknown processor'}, ${availableParallelism()} logical cores, load ${loadavg()[0]?.toFixed(1)}`);
  await timeOthers(url, headers);
  const othersMs = await timeOthers(url, headers);
  const aloneMs = await timeDearest(url, headers);
  const rate = (OTHERS_LOAD * 1000) / othersMs;
  const floodRate = FLOOD_RATIO * rate;
  const seconds = Math.max(LEAST_SECONDS, (DEAREST_TIMES * aloneMs) / 1000);
  const run = (): Promise<OpenLoopResult> => runOpenLoop({ url, rate, seconds, operations: OPERATIONS, random, headers });
  const before = await run();
  const attack = startFlood(url, floodRate);
  const during = await run();
  const statuses = await attack.stop();
  say(
    `others: ${rate.toFixed(1)} requests a second for ${seconds.toFixed(0)} s; attack: ${floodRate.toFixed(1)} a second of a query of 951 points, which alone takes ${aloneMs.toFixed(0)} ms`,
  );
  say(`\n${'others, milliseconds'.padEnd(24)}${['count', 'p50', 'p95', 'p99'].map((head) => head.padStart(9)).join('')}`);
  for (const [name, result] of [
    ['before', before],
    ['during the attack', during],
  ] as const)
    say(`${name.padEnd(24)}${[result.sent, ...[50, 95, 99].map(result.percentile)].map((cell) => cell.toFixed(0).padStart(9)).join('')}`);
  say(`the attacker got ${[...statuses].map(([status, count]) => `${count} × ${status}`).join(', ')}`);
  const slowdown = during.percentile(95) / before.percentile(95);
  const results = [
    check(during.failures.length === 0, `no request of others failed${during.failures.length === 0 ? '' : `: ${during.failures[0]}`}`),
    check(slowdown <= MOST_SLOWDOWN, `their p95 is ${slowdown.toFixed(2)} × what it was (at most ${MOST_SLOWDOWN} is allowed)`),
    check((statuses.get(429) ?? 0) > 0 && (statuses.get(200) ?? 0) > 0, 'the attacker was answered within its budget and refused above it'),
  ];
  exitCode = results.every(Boolean) ? 0 : 1;
} finally {
  await api.stop();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(exitCode);

/** Mean milliseconds of a request of others, one after the other. */
async function timeOthers(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  const begin = performance.now();
  for (let index = 0; index < CALIBRATION_ROUNDS; index += 1) for (const { query } of OPERATIONS) await ask(url, query, headers);
  return (performance.now() - begin) / (CALIBRATION_ROUNDS * OPERATIONS.length);
}

/** Milliseconds of one dearest query of the administrator, while nothing else runs. */
async function timeDearest(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  const begin = performance.now();
  const text = await ask(url, DEAREST, headers);
  if (text.length < LEAST_DEAREST_BYTES)
    throw new Error(`the dearest query was answered with ${text.length} bytes; the synthetic rows are missing`);
  return performance.now() - begin;
}

async function ask(url: string, query: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${query} was answered with ${response.status}: ${text.slice(0, 300)}`);
  return text;
}

/** Sends the dearest query at a fixed rate from the attacker's address until it is stopped; then says how many replies had which status. */
function startFlood(url: string, floodRate: number): { stop(): Promise<ReadonlyMap<number, number>> } {
  const agent = new Agent({ keepAlive: true, maxSockets: 100, localAddress: ATTACKER });
  const statuses = new Map<number, number>();
  const open = new Set<Promise<void>>();
  const send = (): Promise<void> =>
    new Promise((settle) => {
      const call = request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json' } }, (response) => {
        const status = Number(response.statusCode);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        response.resume().once('close', settle);
      });
      call.once('error', () => settle());
      call.end(JSON.stringify({ query: DEAREST }));
    });
  const timer = setInterval(() => {
    const sent = send().finally(() => open.delete(sent));
    open.add(sent);
  }, 1000 / floodRate);
  return {
    async stop() {
      clearInterval(timer);
      await Promise.all(open);
      agent.destroy();
      return statuses;
    },
  };
}
