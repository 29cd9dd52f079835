import { readFileSync } from 'node:fs';
import type { Database } from '@lamina/database';

/** Linux counts in hundredths of a second. */
const TICK_MS = 10;

/** Processor time that a process has used so far, ms; NaN if /proc does not have it, 0 if the process has ended. */
export function readProcessorMs(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return 0;
  }
}

/** The same for every process that serves a connection of this database, by process id. */
export async function readDatabaseMs({ pool }: Pick<Database, 'pool'>): Promise<ReadonlyMap<number, number>> {
  const { rows } = await pool.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND datname = current_database()`,
  );
  return new Map(rows.map(({ pid }) => [pid, readProcessorMs(pid)]));
}
