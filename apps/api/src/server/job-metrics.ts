import { JOB_COUNT_STATEMENTS, type JobCounts } from '@lamina/database';
import { Gauge, type Registry } from 'prom-client';
import type { SqlReader } from '../data/sql-reader.ts';

/** Scrapes within this time get the previous result, so that frequent scrapes do not load the database. */
const KEEP_MS = 5_000;

/** Adds metrics of jobs and workers from the database to a registry; every API process reports the same values. */
export function addJobMetrics(registry: Registry, sqlReader: SqlReader): void {
  const read = keepFor(KEEP_MS, () => readCounts(sqlReader));
  const gauge = (name: string, help: string, labelNames: readonly string[], fill: (gauge: Gauge, counts: JobCounts) => void): void => {
    const registered: Gauge = new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers: [registry],
      async collect() {
        const counts = await read();
        registered.reset();
        fill(registered, counts);
      },
    });
  };
  gauge('lamina_jobs', 'Jobs by kind and status.', ['kind', 'status'], (to, { jobs }) => {
    for (const { count, ...labels } of jobs) to.set(labels, count);
  });
  gauge('lamina_queue_depth', 'Jobs that a worker could take now, by the provider that they require.', ['provider'], (to, { queue }) => {
    for (const { provider, depth } of queue) to.set({ provider }, depth);
  });
  gauge('lamina_queue_oldest_seconds', 'How long the oldest of them has been ready.', ['provider'], (to, { queue }) => {
    for (const { provider, oldestSeconds } of queue) to.set({ provider }, oldestSeconds);
  });
  gauge('lamina_attempts', 'Attempts by status; LOST: the worker stopped sending heartbeats.', ['status'], (to, { attempts }) => {
    for (const { status, count } of attempts) to.set({ status }, count);
  });
  gauge('lamina_late_writes_refused', 'Writes of lost attempts that were refused.', [], (to, { attempts }) => {
    to.set(attempts.reduce((sum, { lateWrites }) => sum + lateWrites, 0));
  });
  gauge('lamina_workers', 'Workers by status.', ['status'], (to, { workers }) => {
    for (const { status, count } of workers) to.set({ status }, count);
  });
}

async function readCounts(sqlReader: SqlReader): Promise<JobCounts> {
  const read = <Name extends keyof JobCounts>(name: Name) => sqlReader.readRows<JobCounts[Name][number]>(JOB_COUNT_STATEMENTS[name]);
  const [jobs, queue, attempts, workers] = await Promise.all([read('jobs'), read('queue'), read('attempts'), read('workers')]);
  return { jobs, queue, attempts, workers };
}

/** Returns the previous result for `ms` milliseconds; a failed result is not cached. */
function keepFor<Value>(ms: number, read: () => Promise<Value>): () => Promise<Value> {
  let kept: { readonly value: Promise<Value>; readonly until: number } | null = null;
  return () => {
    if (kept !== null && performance.now() < kept.until) return kept.value;
    const value = read();
    kept = { value, until: performance.now() + ms };
    value.catch(() => {
      kept = null;
    });
    return value;
  };
}
