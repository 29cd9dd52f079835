import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seedEvaluatedPruning } from '@lamina/api/testing/seed-evaluated-pruning';
import { seedModel } from '@lamina/api/testing/seed-model';
import { seedScoreRun } from '@lamina/api/testing/seed-score-run';
import { createDatabase, createJob, type Database, type EmbeddedServer, migrate, startEmbeddedServer } from '@lamina/database';
import { openJobQueue } from '@lamina/jobs';
import { endSuite } from '../../scripts/count-line.ts';
import { findPostgresTools } from './find-postgres-tools.ts';

/**
 * Restores the two backups of docs/operations.md on another server: pg_dump of a running database, and a copy of the stopped embedded server's
 * folder. Every row of every table must be there again, including the queue, and work must continue.
 */
const tools = findPostgresTools();
const folder = mkdtempSync(join(tmpdir(), 'lamina-backup-'));
let [passed, failed] = [0, 0];
const dataDir = join(folder, 'first');
let server = await startEmbeddedServer({ dataDir });
await fill(server.databaseUrl());
const before = await countRows(server.databaseUrl());

if (typeof tools === 'string') check(false, tools);
else {
  const file = join(folder, 'lamina.dump');
  run(join(tools.folder, 'pg_dump'), ['--format=custom', '--file', file, server.databaseUrl()]);
  const other = await startEmbeddedServer({ dataDir: join(folder, 'second') });
  await createEmpty(other);
  run(join(tools.folder, 'pg_restore'), ['--no-owner', '--exit-on-error', '--dbname', other.databaseUrl(), file]);
  await checkRestored('pg_dump and pg_restore', other.databaseUrl());
  await other.stop();
}
await server.stop();
// Keep owners and permissions: PostgreSQL requires its own user.
run('cp', ['-a', dataDir, join(folder, 'third')]);
server = await startEmbeddedServer({ dataDir: join(folder, 'third') });
await checkRestored('a copy of the stopped server’s folder', server.databaseUrl());
await server.stop();
rmSync(folder, { recursive: true, force: true });
endSuite({ passed, failed });

async function fill(url: string): Promise<void> {
  await migrate(url);
  const database = createDatabase(url);
  const model = await seedModel(database, { slug: 'made', blockCount: 4 });
  await seedScoreRun(database, model, [0.1, 1 / 3, null, 0.4]);
  await seedEvaluatedPruning(database, model, { strategy: 'block-influence', removed: [1], blockCount: 4, retention: { facts: 0.9 } });
  const queue = await openJobQueue(url, { role: 'sender' });
  await createJob(database, { kind: 'score-model', version: 1, payload: {} }, queue.enqueue);
  await queue.stop();
  await database.close();
}

async function createEmpty(target: EmbeddedServer): Promise<void> {
  const database = createDatabase(target.databaseUrl('postgres'));
  await database.pool.query('CREATE DATABASE lamina');
  await database.close();
}

/** Digest of every table's rows by table name, including the queue's schema. */
async function countRows(url: string): Promise<string> {
  const database = createDatabase(url);
  const { rows } = await database.pool.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'pgboss') ORDER BY 1`,
  );
  const lines: string[] = [];
  for (const { name } of rows) lines.push(`${name} ${await digestTable(database, name)}`);
  await database.close();
  return lines.join('\n');
}

async function digestTable({ pool }: Database, name: string): Promise<string> {
  const { rows } = await pool.query<{ digest: string }>(
    `SELECT count(*) || ' ' || COALESCE(md5(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE "C")), '') AS digest FROM ${name} t`,
  );
  return rows[0]?.digest ?? '';
}

async function checkRestored(way: string, url: string): Promise<void> {
  const after = await countRows(url);
  const differing = after.split('\n').filter((line) => !before.includes(line));
  check(
    after === before,
    `${way}: all ${before.split('\n').length} tables are as they were${differing.length === 0 ? '' : `, except ${differing[0]}`}`,
  );
  check((await migrate(url)).length === 0, `${way}: the migrations are known to be done`);
  const queue = await openJobQueue(url, { role: 'worker' });
  check((await queue.receive()) !== undefined, `${way}: the queued job is offered to a worker`);
  await queue.stop();
}

function run(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? `exit ${status}`}`);
}

function check(isGood: boolean, words: string): void {
  process.stdout.write(`${isGood ? 'ok  ' : 'FAIL'} ${words}\n`);
  if (isGood) passed += 1;
  else failed += 1;
}
