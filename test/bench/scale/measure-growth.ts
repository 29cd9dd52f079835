import { ask } from '../api/ask.ts';
import type { Operation } from '../api/operations.ts';
import type { FilledApi } from './filled-api.ts';

/** What is asked of a database, whose rows it may name. */
export type ScaleOperation = Operation | ((api: FilledApi) => Promise<Operation>);

/** Milliseconds of an operation; infinite where the API refused it, above all for a statement that took too long. */
export interface Timing {
  /** The first request after the start. */
  readonly firstMs: number;
  /** 95th percentile of those after it. */
  readonly p95Ms: number;
}

/** Asks both databases in turn, one request at a time: whatever else the machine does meets both alike. */
export async function measureGrowth(
  apis: readonly [small: FilledApi, large: FilledApi],
  asked: ScaleOperation,
  requests: number,
): Promise<readonly Timing[]> {
  const operations = await Promise.all(apis.map(async (api) => (typeof asked === 'function' ? asked(api) : asked)));
  const times = apis.map((): number[] => []);
  for (let request = 0; request <= requests; request += 1) {
    for (const [place, { url }] of apis.entries()) {
      times[place]?.push(await measure(url, operations[place] as Operation));
    }
  }
  return times.map(([firstMs = Number.NaN, ...others]) => ({
    firstMs,
    p95Ms: others.toSorted((a, b) => a - b)[Math.ceil(others.length * 0.95) - 1] ?? Number.NaN,
  }));
}

async function measure(url: string, operation: Operation): Promise<number> {
  const started = performance.now();
  try {
    await ask(url, operation);
  } catch (error) {
    process.stdout.write(`refused: ${String(error).slice(0, 200)}\n`);
    return Number.POSITIVE_INFINITY;
  }
  return performance.now() - started;
}
