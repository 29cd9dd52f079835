import autocannon from 'autocannon';
import type { Operation } from './operations.ts';

/** The results of a load. */
export interface LoadResult {
  readonly requestsPerSecond: number;
  /** 95th percentile of the time to the complete reply. */
  readonly p95Ms: number;
}

export interface Load {
  readonly url: string;
  readonly operation: Operation;
  readonly connections: number;
  /** Total number of requests. */
  readonly amount: number;
}

/** A closed loop: each connection sends its next request after the last reply. @throws Error if a reply is not successful. */
export async function runLoad({ url, operation, connections, amount }: Load): Promise<LoadResult> {
  const times: number[] = [];
  const started = performance.now();
  // Do not wait for autocannon's own event: it checks only once per second whether all requests are answered.
  let ended = started;
  const { non2xx, errors, requests } = await new Promise<autocannon.Result>((resolve, reject) => {
    const options = {
      url,
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(operation),
      connections,
      amount,
      // A busy machine is slow, and not broken.
      timeout: 120,
    } as const;
    const run = autocannon(options, (error, result) => (error ? reject(error) : resolve(result)));
    run.on('response', (_client, _status, _bytes, time) => {
      times.push(time);
      ended = performance.now();
    });
  });
  const seconds = (ended - started) / 1000;
  if (non2xx > 0 || errors > 0) throw new Error(`${url} answered ${non2xx} of ${requests.total} requests with an error; ${errors} broke`);
  const sorted = times.toSorted((a, b) => a - b);
  return { requestsPerSecond: times.length / seconds, p95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN };
}
