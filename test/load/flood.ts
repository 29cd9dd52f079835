import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { findFreePort } from '@lamina/database';
import { createSeededRandom } from '@lamina/test-utils/models';
import { startSyntheticServer } from '../bench/api/start-synthetic-server.ts';
import { type LoadOperation, type OpenLoopResult, runOpenLoop } from './open-loop.ts';

/**
 * Attacks the API from one address with the dearest query that is allowed, at a fixed rate, and compares the p95 of other callers with the same minute
 * before the attack. The API runs with its default limits, over synthetic rows in a throw-away database.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    rate: { type: 'string', default: '20' },
    'flood-rate': { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
  },
});
const [seconds, rate, floodRate] = [Number(values.seconds), Number(values.rate), Number(values['flood-rate'])];

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
const port = await findFreePort();
const api = spawn(process.execPath, [resolve('apps/api/src/main.ts')], {
  env: {
    ...process.env,
    DATABASE_URL: server.url,
    LAMINA_API_PORT: String(port),
    LAMINA_ADMIN_TOKEN: ADMIN_TOKEN,
    LAMINA_RATE_LIMIT_TOKEN: '1000000',
    LAMINA_DATA_DIR: folder,
    LAMINA_LOG_LEVEL: 'warn',
  },
  stdio: ['ignore', 'inherit', 'inherit'],
});
const ended = once(api, 'exit');
let exitCode = 1;
try {
  const url = `http://127.0.0.1:${port}/graphql`;
  await waitUntilReady(`http://127.0.0.1:${port}/readyz`);
  const random = createSeededRandom(values.seed);
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  const run = (length: number): Promise<OpenLoopResult> =>
    runOpenLoop({ url, rate, seconds: length, operations: OPERATIONS, random, headers });
  say(`${cpus()[0]?.model.trim() ?? 'an unknown processor'}, ${availableParallelism()} logical cores, load ${loadavg()[0]?.toFixed(1)}`);
  await run(15);
  const aloneMs = await timeDearest(url);
  const before = await run(seconds);
  const attack = startFlood(url);
  const during = await run(seconds);
  const statuses = await attack.stop();
  say(
    `others: ${rate} requests a second; attack: ${floodRate} a second of a query of 951 points, which alone takes ${aloneMs.toFixed(0)} ms`,
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
  api.kill('SIGTERM');
  await ended;
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(exitCode);

/** Milliseconds of one dearest query of the administrator, while nothing else runs. */
async function timeDearest(url: string): Promise<number> {
  const begin = performance.now();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${ADMIN_TOKEN}` },
    body: JSON.stringify({ query: DEAREST }),
  });
  const text = await response.text();
  if (!response.ok || text.length < 1_000_000)
    throw new Error(`the dearest query was answered with ${response.status}: ${text.slice(0, 300)}`);
  return performance.now() - begin;
}

/** Sends the dearest query at a fixed rate from the attacker's address until it is stopped; then says how many replies had which status. */
function startFlood(url: string): { stop(): Promise<ReadonlyMap<number, number>> } {
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

async function waitUntilReady(url: string): Promise<void> {
  for (;;) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    if (api.exitCode !== null) throw new Error(`the API ended with ${api.exitCode} before it was ready`);
    await delay(100);
  }
}

function check(isGood: boolean, words: string): boolean {
  say(`${isGood ? 'ok  ' : 'FAIL'} ${words}`);
  return isGood;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
