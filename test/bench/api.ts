import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { createDatabase } from '@lamina/database';
import { ask, listValues } from './api/ask.ts';
import { NESTED, NESTED_IN_POSTGRAPHILE, type Operation } from './api/operations.ts';
import { POSTGRAPHILE_VERSION, preparePostgraphile } from './api/prepare-postgraphile.ts';
import { readDatabaseMs, readProcessorMs } from './api/processor-time.ts';
import { type LoadResult, runLoad } from './api/run-load.ts';
import { type ServerChild, startChild } from './api/start-child.ts';
import { startSyntheticServer } from './api/start-synthetic-server.ts';
import { median } from './median.ts';

/**
 * Compares the API with PostGraphile over the same tables: a closed loop, with the servers alternating under the same Node and flags, and medians of
 * the rounds. It also measures the cost of the safety limits. Throughput is reported twice: by wall-clock time, where the load's own process shares
 * the cores with the servers, and by the processor time of the server and its PostgreSQL processes, which other work on the machine disturbs less.
 * The data is synthetic and is in a PostgreSQL of this run only.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    requests: { type: 'string', default: '200' },
    'warm-up': { type: 'string', default: '400' },
    connections: { type: 'string', default: '8' },
    /** Node flags for every server, for example --node-flags=--max-semi-space-size=64. */
    'node-flags': { type: 'string', default: '' },
  },
});
const [rounds, requests, warmUp, connections] = [values.rounds, values.requests, values['warm-up'], values.connections].map(Number) as [
  number,
  number,
  number,
  number,
];
const flags = values['node-flags'].split(' ').filter((flag) => flag !== '');

interface Subject {
  readonly name: string;
  readonly child: ServerChild;
  readonly operation: Operation;
  readonly results: Measured[];
}

/** Figures of one round; processor times are per request. */
interface Measured extends LoadResult {
  readonly serverMs: number;
  readonly databaseMs: number;
}

const folder = preparePostgraphile();
const server = await startSyntheticServer();
const database = createDatabase(server.url, { connections: 1 });
const [lamina, unlimited, postgraphile] = await Promise.all([
  startChild('serve-lamina.ts', [server.url], flags),
  startChild('serve-lamina.ts', [server.url, 'no-limits'], flags),
  startChild('serve-postgraphile.ts', [folder, server.url], flags),
]);
const ours: Subject = { name: 'Lamina', child: lamina, operation: NESTED, results: [] };
const bare: Subject = { name: 'Lamina without its limits', child: unlimited, operation: NESTED, results: [] };
const theirs: Subject = {
  name: `PostGraphile ${POSTGRAPHILE_VERSION}`,
  child: postgraphile,
  operation: NESTED_IN_POSTGRAPHILE,
  results: [],
};
const subjects = [ours, bare, theirs];
try {
  print(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}, Node flags: ${flags.join(' ') || 'none'}`,
  );
  print(`20 models × 32 layers × 5 scores, ${connections} connections, ${rounds} rounds of ${requests} requests in turn; medians`);
  const means = await Promise.all(
    subjects.map(async ({ child, operation }) => listValues(await ask(child.url, operation), 'mean').toSorted()),
  );
  if (new Set(means.map((list) => list.join())).size > 1) throw new Error('The servers do not answer with the same scores');
  print(`every reply holds the same ${means[0]?.length} scores`);
  for (const { child, operation } of subjects) await runLoad({ url: child.url, operation, connections, amount: warmUp });
  for (let round = 0; round < rounds; round += 1) {
    // Each round starts with another server, so that no server always follows the same one.
    for (let place = 0; place < subjects.length; place += 1) {
      const subject = subjects[(round + place) % subjects.length];
      subject?.results.push(await measure(subject));
    }
  }
  print(`\n${''.padEnd(28)} requests/s   p95 ms   processor ms of a request: server, PostgreSQL`);
  for (const { name, results } of subjects) {
    const figures = [
      column(results, 'requestsPerSecond'),
      column(results, 'p95Ms'),
      column(results, 'serverMs'),
      column(results, 'databaseMs'),
    ];
    print(`${name.padEnd(28)} ${figures.map((list) => median(list).toFixed(1).padStart(10)).join(' ')}`);
  }
  print(
    `\nagainst PostGraphile: ${compare('requestsPerSecond', ours, theirs).toFixed(2)} × its throughput by the clock (at least 2 is wanted)`,
  );
  print(`${compare('serverMs', theirs, ours).toFixed(2)} × by processor time of the server, which one core bounds`);
  print(`${compare('p95Ms', ours, theirs).toFixed(2)} × its p95 (at most 0.7 is wanted)`);
  print(`limits cost ${((1 - compare('requestsPerSecond', ours, bare)) * 100).toFixed(1)} % of the throughput (at most 10 is wanted),`);
  print(`${((compare('serverMs', ours, bare) - 1) * 100).toFixed(1)} % more processor time of the server`);
} finally {
  await Promise.all(subjects.map(({ child }) => child.stop()));
  await database.close();
  await server.stop();
}

async function measure({ child, operation }: Subject): Promise<Measured> {
  const [server, backends] = [readProcessorMs(child.pid), await readDatabaseMs(database)];
  const result = await runLoad({ url: child.url, operation, connections, amount: requests });
  const after = await readDatabaseMs(database);
  const databaseMs = [...after].reduce((sum, [pid, used]) => sum + used - (backends.get(pid) ?? 0), 0);
  return { ...result, serverMs: (readProcessorMs(child.pid) - server) / requests, databaseMs: databaseMs / requests };
}

function column(results: readonly Measured[], figure: keyof Measured): readonly number[] {
  return results.map((result) => result[figure]);
}

/** Median of the ratios within each round. */
function compare(figure: keyof Measured, of: Subject, by: Subject): number {
  return median(column(of.results, figure).map((value, round) => value / (by.results[round]?.[figure] ?? Number.NaN)));
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
