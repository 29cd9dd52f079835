import { ask } from '../api/ask.ts';
import type { Operation } from '../api/operations.ts';
import { readDatabaseMs, readProcessorMs } from '../api/processor-time.ts';
import { ADMIN_TOKEN } from '../api/start-child.ts';
import type { FilledApi } from './filled-api.ts';

/** A request; it may depend on the rows of the database. */
export type ScaleOperation = Operation | ((api: FilledApi) => Promise<Operation>);

/** Milliseconds of an operation. */
export interface Timing {
  /** The first request after the start; infinite if the API refused it, usually because a statement took too long. */
  readonly firstMs: number;
  /** 95th percentile of later requests; not a number if the first was refused, after which there are none. */
  readonly p95Ms: number;
  /** Processor time of API and PostgreSQL per request; other work on the machine disturbs it less. */
  readonly processorMs: number;
}

/** Sends requests to both databases alternately, one at a time, so that other work on the machine affects both equally. */
export async function measureGrowth(
  apis: readonly [small: FilledApi, large: FilledApi],
  asked: ScaleOperation,
  requests: number,
): Promise<readonly Timing[]> {
  const operations = await Promise.all(apis.map(async (api) => (typeof asked === 'function' ? asked(api) : asked)));
  const askAll = async (): Promise<readonly number[]> => {
    const times: number[] = [];
    for (const [place, { url }] of apis.entries()) times.push(await measure(url, operations[place] as Operation));
    return times;
  };
  const first = await askAll();
  const before = await Promise.all(apis.map(readUsed));
  const rounds: (readonly number[])[] = [];
  const count = first.every(Number.isFinite) ? requests : 0;
  while (rounds.length < count) rounds.push(await askAll());
  const after = (await Promise.all(apis.map(readUsed))).map((used) => [...used]);
  return apis.map((_, place) => ({
    firstMs: first[place] ?? Number.NaN,
    p95Ms: percentile95(rounds.map((times) => times[place] ?? Number.NaN)),
    processorMs: (after[place] ?? []).reduce((sum, [pid, used]) => sum + used - (before[place]?.get(pid) ?? 0), 0) / count,
  }));
}

async function measure(url: string, operation: Operation): Promise<number> {
  const started = performance.now();
  try {
    await ask(url, operation, { authorization: `Bearer ${ADMIN_TOKEN}` });
  } catch (error) {
    process.stdout.write(`refused: ${String(error).slice(0, 200)}\n`);
    return Number.POSITIVE_INFINITY;
  }
  return performance.now() - started;
}

/** Processor time so far of the API and of each connection's process, by process id. */
async function readUsed({ pid, database }: FilledApi): Promise<ReadonlyMap<number, number>> {
  return new Map([...(await readDatabaseMs(database)), [pid, readProcessorMs(pid)]]);
}

function percentile95(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN;
}
