import { setTimeout as delay } from 'node:timers/promises';
import { build } from 'hdr-histogram-js';

/** One kind of request and its frequency. */
export interface LoadOperation {
  readonly name: string;
  readonly query: string;
  /** Share of all requests, in parts of the sum. */
  readonly weight: number;
}

export interface OpenLoopOptions {
  readonly url: string;
  /** Requests per second, independent of earlier requests. */
  readonly rate: number;
  readonly seconds: number;
  readonly operations: readonly LoadOperation[];
  readonly random: () => number;
  /** Further headers of every request. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Latencies of one operation, in milliseconds from the time at which a request was due. */
export interface OperationLatencies {
  readonly name: string;
  readonly count: number;
  readonly percentile: (percent: number) => number;
  readonly max: number;
}

export interface OpenLoopResult {
  readonly latencies: readonly OperationLatencies[];
  /** Percentile over all operations, in milliseconds from the time at which a request was due. */
  readonly percentile: (percent: number) => number;
  readonly sent: number;
  readonly failures: readonly string[];
  /** Maximum delay with which the generator itself sent a request, in milliseconds. */
  readonly worstDelayMs: number;
}

/** Maximum number of open requests: more would only measure this process. */
const MOST_OPEN = 1_000;
const TIMEOUT_MS = 30_000;
/** Microseconds up to ten minutes. */
const HISTOGRAM = { highestTrackableValue: 600_000_000, numberOfSignificantValueDigits: 3 } as const;

/**
 * Sends requests at a fixed rate and does not wait for replies: a slow server affects the following requests, as with real users. Each latency counts
 * from the time at which the request was due, so a stall shows in every request that it delayed (no coordinated omission).
 */
export async function runOpenLoop({ url, rate, seconds, operations, random, headers = {} }: OpenLoopOptions): Promise<OpenLoopResult> {
  const histograms = new Map(operations.map(({ name }) => [name, build(HISTOGRAM)]));
  const all = build(HISTOGRAM);
  const failures: string[] = [];
  const open = new Set<Promise<void>>();
  const total = Math.round(rate * seconds);
  const begin = performance.now();
  let worstDelayMs = 0;
  for (let index = 0; index < total; index += 1) {
    const due = begin + (index * 1_000) / rate;
    const wait = due - performance.now();
    if (wait > 0) await delay(wait);
    else worstDelayMs = Math.max(worstDelayMs, -wait);
    if (open.size >= MOST_OPEN) {
      failures.push(`request ${index} was not sent: ${MOST_OPEN} are open`);
      continue;
    }
    const operation = choose(operations, random);
    const request = ask(url, operation, headers)
      .then((failure) => {
        if (failure !== null) failures.push(failure);
        const microseconds = Math.round((performance.now() - due) * 1_000);
        histograms.get(operation.name)?.recordValue(microseconds);
        all.recordValue(microseconds);
      })
      .finally(() => open.delete(request));
    open.add(request);
  }
  await Promise.all(open);
  const latencies = operations.map(({ name }) => {
    const histogram = histograms.get(name);
    return {
      name,
      count: histogram?.totalCount ?? 0,
      percentile: (percent: number) => (histogram?.getValueAtPercentile(percent) ?? 0) / 1_000,
      max: (histogram?.maxValue ?? 0) / 1_000,
    };
  });
  return { latencies, percentile: (percent) => all.getValueAtPercentile(percent) / 1_000, sent: total, failures, worstDelayMs };
}

function choose(operations: readonly LoadOperation[], random: () => number): LoadOperation {
  const sum = operations.reduce((total, { weight }) => total + weight, 0);
  let rest = ((random() + 1) / 2) * sum;
  for (const operation of operations) {
    rest -= operation.weight;
    if (rest <= 0) return operation;
  }
  throw new Error('there are no operations');
}

/** Null if the reply is correct, else the reason why it is not. */
async function ask(url: string, { name, query }: LoadOperation, headers: Readonly<Record<string, string>>): Promise<string | null> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body = (await response.json()) as { readonly errors?: readonly { readonly message: string }[] };
    return response.ok && body.errors === undefined ? null : `${name}: ${response.status} ${body.errors?.[0]?.message ?? ''}`;
  } catch (error) {
    return `${name}: ${error instanceof Error ? error.message : String(error)}`;
  }
}
