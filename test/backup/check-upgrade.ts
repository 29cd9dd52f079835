import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { createDatabase, migrate } from '@lamina/database';
import { startPlatform } from '../../apps/cli/src/start-platform.fixture.ts';

/** The newest migration of version 0.1.0. */
const NEWEST_OF_0_1_0 = '20261125195213_search_and_documents';
const QUESTION = `{
  models(orderBy: [{ field: SLUG, direction: ASC }]) { nodes { slug blockCount scoreRuns { totalCount } prunings { totalCount } evaluations { totalCount } } }
  layerScores(filter: { models: ["made"], metrics: [BLOCK_INFLUENCE] }) { nodes { mean } }
  scoreRuns(filter: { models: ["lamina-llama-8"] }) { nodes { lane } }
  jobs(filter: { statuses: [QUEUED] }) { totalCount }
}`;

const count = (totalCount: number) => ({ totalCount });
/**
 * Two metrics of the dense model and of its pruning; the scores of the test model as they were stored; and the number of scored windows, which 0.1.0
 * did not store in a lane.
 */
const ANSWER = {
  models: {
    nodes: [
      { slug: 'lamina-llama-8', blockCount: 8, scoreRuns: count(1), prunings: count(1), evaluations: count(4) },
      { slug: 'made', blockCount: 4, scoreRuns: count(1), prunings: count(1), evaluations: count(2) },
    ],
  },
  layerScores: { nodes: [{ mean: 0.1 }, { mean: 1 / 3 }, { mean: null }, { mean: 0.4 }] },
  scoreRuns: { nodes: [{ lane: 'invented-world · window 64 · stride 64 · bos auto · first 2 windows · cpu' }] },
  jobs: count(1),
};

/**
 * Programs of this version refuse the database of version 0.1.0 until it is migrated. Then no row is lost, and the API answers from the old
 * measurements.
 */
export async function checkUpgrade(url: string, check: (isGood: boolean, words: string) => void): Promise<void> {
  const before = await countRows(url);
  for (const name of ['api', 'scorer']) {
    const said = refusalOf(name, url);
    check(said.includes('CONFLICT: ') && said.includes(NEWEST_OF_0_1_0), `apps/${name} does not start before the migration: ${said}`);
  }
  const applied = await migrate(url);
  check(applied.length > 0 && applied.every((name) => name > NEWEST_OF_0_1_0), `0.1.0 is brought up to date by ${applied.join(', ')}`);
  const after = await countRows(url);
  const lost = [...before].filter(([table, count]) => after.get(table) !== count).map(([table]) => table);
  check(lost.length === 0, `no row of ${before.size} tables is lost${lost.length === 0 ? '' : `, except in ${lost.join(', ')}`}`);
  const platform = await startPlatform(url);
  try {
    const { data, errors } = await platform.ask(QUESTION);
    const isSame = isDeepStrictEqual(data, ANSWER);
    check(isSame, `the API answers with what 0.1.0 measured${isSame ? '' : `, not with ${JSON.stringify(errors ?? data)}`}`);
  } finally {
    await platform.stop();
  }
}

/** What a program prints when it refuses to start on a database. */
function refusalOf(app: string, url: string): string {
  const env = { ...process.env, DATABASE_URL: url, LAMINA_API_PORT: '0', LAMINA_ADMIN_TOKEN: 'lam_administrator-of-the-backup-test' };
  const { status, stderr } = spawnSync(process.execPath, [resolve(`apps/${app}/src/main.ts`)], { env, encoding: 'utf8' });
  return status === 1 ? stderr.trim() : `it ended with ${status}`;
}

/** Rows of every table in the dump, except the table of migrations. */
async function countRows(url: string): Promise<ReadonlyMap<string, number>> {
  const database = createDatabase(url);
  const { rows } = await database.pool.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' ORDER BY 1`,
  );
  const counts = new Map<string, number>();
  for (const { name } of rows) {
    const counted = await database.pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${name}`);
    counts.set(name, counted.rows[0]?.count ?? 0);
  }
  await database.close();
  return counts;
}
