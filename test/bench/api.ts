import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { ask, listValues } from './api/ask.ts';
import { NESTED, NESTED_IN_POSTGRAPHILE, type Operation } from './api/operations.ts';
import { POSTGRAPHILE_VERSION, preparePostgraphile } from './api/prepare-postgraphile.ts';
import { type LoadResult, runLoad } from './api/run-load.ts';
import { startChild } from './api/start-child.ts';
import { startSyntheticServer } from './api/start-synthetic-server.ts';
import { median } from './median.ts';

/**
 * The API against PostGraphile over the same tables: a closed loop, the servers in turn, medians of the rounds. Also what the safety rules cost.
 * The data is synthetic and lies in a PostgreSQL of this run alone.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '6' },
    connections: { type: 'string', default: '8' },
  },
});
const [rounds, seconds, connections] = [Number(values.rounds), Number(values.seconds), Number(values.connections)];
const folder = preparePostgraphile();
const server = await startSyntheticServer();
const [lamina, unlimited, postgraphile] = await Promise.all([
  startChild('serve-lamina.ts', [server.url]),
  startChild('serve-lamina.ts', [server.url, 'no-limits']),
  startChild('serve-postgraphile.ts', [folder, server.url]),
]);
const subjects: readonly { readonly name: string; readonly url: string; readonly operation: Operation }[] = [
  { name: 'Lamina', url: lamina.url, operation: NESTED },
  { name: 'Lamina without its limits', url: unlimited.url, operation: NESTED },
  { name: `PostGraphile ${POSTGRAPHILE_VERSION}`, url: postgraphile.url, operation: NESTED_IN_POSTGRAPHILE },
];
try {
  print(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}`);
  print(`20 models × 32 layers × 5 scores, ${connections} connections, ${rounds} rounds of ${seconds} s in turn; medians`);
  const means = await Promise.all(subjects.map(async ({ url, operation }) => listValues(await ask(url, operation), 'mean').toSorted()));
  if (new Set(means.map((list) => list.join())).size > 1) throw new Error('The servers do not answer with the same scores');
  print(`every reply holds the same ${means[0]?.length} scores`);
  const results = subjects.map((): LoadResult[] => []);
  // Round −1 warms the caches and is not counted.
  for (let round = -1; round < rounds; round += 1) {
    for (const [index, { url, operation }] of subjects.entries()) {
      const result = await runLoad({ url, operation, connections, seconds: round < 0 ? 2 : seconds });
      if (round >= 0) results[index]?.push(result);
    }
  }
  for (const [index, { name }] of subjects.entries()) {
    const rows = results[index] ?? [];
    print(
      `${name.padEnd(28)} ${median(rows.map(({ requestsPerSecond }) => requestsPerSecond)).toFixed(0)} requests/s, p95 ${median(rows.map(({ p95Ms }) => p95Ms)).toFixed(0)} ms`,
    );
  }
  const ratio = (of: number, by: number): number =>
    median(
      (results[of] ?? []).map(
        ({ requestsPerSecond }, round) => requestsPerSecond / (results[by]?.[round]?.requestsPerSecond ?? Number.NaN),
      ),
    );
  print(`against PostGraphile: ${ratio(0, 2).toFixed(2)} × its throughput (at least 1.5 is wanted)`);
  print(`limits cost ${((1 - ratio(0, 1)) * 100).toFixed(1)} % of the throughput (at most 10 is wanted)`);
} finally {
  await Promise.all([lamina, unlimited, postgraphile].map((child) => child.stop()));
  await server.stop();
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
