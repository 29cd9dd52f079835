import { AppError } from '@lamina/errors';
import { requestLife } from './request-life.ts';

/** What was computed, and until when it is shown. */
interface Kept<Value> {
  readonly value: Value;
  readonly until: number;
}

/** A computation that callers wait for together. */
interface Shared<Value> {
  readonly result: Promise<Value>;
  /** Ends its statements. */
  readonly end: () => void;
  waiting: number;
}

/** Milliseconds from which on computing counts as slow. */
const SLOW_MS = 500;
/** How long a slow result is shown: until then it may lack what was measured since. */
const KEPT_MS = 30_000;
const MAX_KEPT = 8;

/**
 * Keeps results that were slow to compute, for a short while; quick ones are computed anew and always fresh. Callers of one moment share one
 * computation: it belongs to none of their requests, so whoever goes away or runs out of time leaves it to the others, and the last one ends it.
 */
export class SlowResults<Value> {
  readonly #kept = new Map<string, Kept<Value>>();
  readonly #running = new Map<string, Shared<Value>>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  async get(key: string, compute: () => Promise<Value>): Promise<Value> {
    const kept = this.#kept.get(key);
    if (kept !== undefined && kept.until > this.#now()) return kept.value;
    const shared = this.#running.get(key) ?? this.#start(key, compute);
    shared.waiting += 1;
    try {
      return await waitFor(shared.result, requestLife.getStore()?.signal);
    } finally {
      shared.waiting -= 1;
      if (shared.waiting === 0) {
        this.#forget(key, shared);
        shared.end();
      }
    }
  }

  #start(key: string, compute: () => Promise<Value>): Shared<Value> {
    const controller = new AbortController();
    // Its callers' deadlines end it, by leaving.
    const life = { signal: controller.signal, liftDeadline: () => undefined };
    const result = requestLife.run(life, () => this.#run(key, compute));
    const end = (): void => controller.abort(new AppError('CANCELLED', 'Nobody waits for the result any more.'));
    const shared: Shared<Value> = { result, end, waiting: 0 };
    this.#running.set(key, shared);
    return shared;
  }

  /** A caller who comes after the last one has gone begins anew. */
  #forget(key: string, shared: Shared<Value>): void {
    if (this.#running.get(key) === shared) this.#running.delete(key);
  }

  async #run(key: string, compute: () => Promise<Value>): Promise<Value> {
    const started = this.#now();
    const value = await compute();
    const ended = this.#now();
    this.#kept.delete(key);
    if (ended - started < SLOW_MS) return value;
    this.#kept.set(key, { value, until: ended + KEPT_MS });
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return value;
  }
}

/** The result, or the reason why its caller stops waiting, whichever comes first. */
async function waitFor<Value>(result: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return result;
  const left = Promise.withResolvers<never>();
  const leave = (): void => left.reject(signal.reason);
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([result, left.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
