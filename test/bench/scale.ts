import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createDatabase } from '@lamina/database';
import type { SyntheticSize } from '@lamina/test-utils';
import { ask } from './api/ask.ts';
import { NESTED, type Operation } from './api/operations.ts';
import { startChild } from './api/start-child.ts';
import { startSyntheticServer } from './api/start-synthetic-server.ts';

/**
 * How the API's operations slow down as the data grows: the same requests on a small and on a large database, both synthetic and of this run
 * alone. Each operation is asked one request after the other; the first of each is left out.
 */
const { values } = parseArgs({
  options: {
    small: { type: 'string', default: '200' },
    large: { type: 'string', default: '10000' },
    samples: { type: 'string', default: '10' },
    requests: { type: 'string', default: '40' },
  },
});
const size = (models: string): Partial<SyntheticSize> => ({ models: Number(models), layers: 48, samples: Number(values.samples) });
const TABLES = ['Model', 'Layer', 'LayerScore', 'Evaluation', 'Sample'];
const model = 'synthetic-000150';
const operations: Readonly<Record<string, Operation>> = {
  'models with their layers and scores': NESTED,
  'newest models': readWeb('leaderboard', 'NewestModels'),
  'leaderboard, first page': { ...readWeb('leaderboard', 'Leaderboard'), variables: { strategy: null, removedRatio: 0.2 } },
  'page of one model': { ...readWeb('model', 'ModelPage'), variables: { slug: model } },
  'evaluations of one model': { ...readWeb('model', 'ModelEvaluations'), variables: { slug: model } },
  'scores of one model, flat': {
    query: `query ($models: [String!]) { layerScores(first: 100, filter: { models: $models }) { pageInfo { endCursor } nodes { layerIndex metric mean } } }`,
    variables: { models: [model] },
  },
  'lowest scores of all models': {
    query: '{ layerScores(first: 100, filter: { metrics: [BLOCK_INFLUENCE] }, orderBy: [{ field: MEAN }]) { nodes { mean layerIndex } } }',
  },
  'number of scores': { query: '{ layerScores(first: 0) { totalCount } }' },
  'search for a model': { query: '{ models(first: 25, filter: { search: "model 000150" }) { nodes { slug } } }' },
  'newest jobs': {
    query: '{ jobs(first: 50, orderBy: [{ field: UPDATED_AT, direction: DESC }]) { totalCount nodes { kind status model { slug } } } }',
  },
};

print(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}`);
const small = await measure(size(values.small));
const large = await measure(size(values.large));
print(`p95 of ${values.requests} requests each, ms`);
for (const name of Object.keys(operations)) {
  const [before = Number.NaN, after = Number.NaN] = [small.get(name), large.get(name)];
  print(`${name.padEnd(40)} ${before.toFixed(1).padStart(8)} ${after.toFixed(1).padStart(8)}   × ${(after / before).toFixed(2)}`);
}

async function measure(data: Partial<SyntheticSize>): Promise<ReadonlyMap<string, number>> {
  const started = performance.now();
  const server = await startSyntheticServer(data);
  const database = createDatabase(server.url);
  const counts = await Promise.all(
    TABLES.map(async (table) => `${table} ${(await database.pool.query(`SELECT count(*) FROM "${table}"`)).rows[0].count}`),
  );
  const { rows } = await database.pool.query('SELECT pg_size_pretty(pg_database_size(current_database())) AS size');
  await database.close();
  print(`${counts.join(', ')}; ${rows[0].size}, written in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  const api = await startChild('serve-lamina.ts', [server.url]);
  try {
    const result = new Map<string, number>();
    for (const [name, operation] of Object.entries(operations)) result.set(name, await measureOperation(api.url, operation));
    return result;
  } finally {
    await api.stop();
    await server.stop();
  }
}

async function measureOperation(url: string, operation: Operation): Promise<number> {
  const times: number[] = [];
  for (let request = -1; request < Number(values.requests); request += 1) {
    const started = performance.now();
    try {
      await ask(url, operation);
    } catch (error) {
      // Above all a statement that takes longer than the API allows: it has no time that could be compared.
      print(`refused: ${String(error).slice(0, 200)}`);
      return Number.POSITIVE_INFINITY;
    }
    if (request >= 0) times.push(performance.now() - started);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Number.NaN;
}

/** An operation of the page, with the whole file, so that its fragments are there. */
function readWeb(feature: string, name: string): Operation & { readonly operationName: string } {
  const query = readFileSync(join(import.meta.dirname, `../../apps/web/features/${feature}/${feature}.graphql`), 'utf8');
  return { query, operationName: name };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
