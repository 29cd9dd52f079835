import { AppError } from '@lamina/errors';
import { LRUCache } from 'lru-cache';
import { requestLife } from './request-life.ts';

/** How results are cached. */
interface LargeResultsOptions<Value> {
  /** Whether a result was computed from so much that it is cached. Not its time: that depends on what else the machine does. */
  readonly isLarge: (value: Value) => boolean;
  /** How many results are cached. */
  readonly maximum: number;
  /** Milliseconds; default: the process's clock. */
  readonly now?: (() => number) | undefined;
}

/** A computation that several callers wait for. */
interface Shared<Value> {
  readonly result: Promise<Value>;
  /** Cancels its statements. */
  readonly end: () => void;
  waiting: number;
}

/** How long a result is answered as it is. During this time it may lack new measurements. */
const FRESH_MS = 30_000;
/** How long it is answered while a new one is computed, so that nobody waits. */
const KEPT_MS = 330_000;

/**
 * Caches large results for a short time; others are always computed again. Simultaneous callers share one computation,
 * which belongs to none of their requests: a caller that disconnects or times out does not stop it, but the last one does.
 */
export class LargeResults<Value> {
  readonly #kept: LRUCache<string, { readonly value: Value }>;
  readonly #running = new Map<string, Shared<Value>>();
  readonly #isLarge: (value: Value) => boolean;

  constructor({ isLarge, maximum, now = () => performance.now() }: LargeResultsOptions<Value>) {
    this.#isLarge = isLarge;
    // Otherwise the cache looks at the clock once a millisecond only, also where `now` is another clock.
    this.#kept = new LRUCache({ max: maximum, ttl: KEPT_MS, ttlResolution: 0, perf: { now } });
  }

  async get(key: string, compute: () => Promise<Value>): Promise<Value> {
    const kept = this.#kept.get(key);
    if (kept === undefined) return this.#share(key, compute, requestLife.getStore()?.signal);
    // If it fails, the next caller tries again, and the one after the cached result has expired is told.
    const isOld = KEPT_MS - this.#kept.getRemainingTTL(key) >= FRESH_MS;
    if (isOld && !this.#running.has(key)) this.#share(key, compute).catch(() => undefined);
    return kept.value;
  }

  /** Waits for the result, which others may wait for as well. */
  async #share(key: string, compute: () => Promise<Value>, signal?: AbortSignal): Promise<Value> {
    const shared = this.#running.get(key) ?? this.#start(key, compute);
    shared.waiting += 1;
    try {
      return await waitFor(shared.result, signal);
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
    // It has no deadline of its own. It ends when its last caller leaves.
    const life = { signal: controller.signal, liftDeadline: () => undefined };
    const result = requestLife.run(life, () => this.#run(key, compute));
    const end = (): void => controller.abort(new AppError('CANCELLED', 'Nobody waits for the result any more.'));
    const shared: Shared<Value> = { result, end, waiting: 0 };
    this.#running.set(key, shared);
    return shared;
  }

  /** A caller that arrives after the last one has left starts a new computation. */
  #forget(key: string, shared: Shared<Value>): void {
    if (this.#running.get(key) === shared) this.#running.delete(key);
  }

  async #run(key: string, compute: () => Promise<Value>): Promise<Value> {
    const value = await compute();
    if (this.#isLarge(value)) this.#kept.set(key, { value });
    else this.#kept.delete(key);
    return value;
  }
}

/** Waits for the result or for the caller's abort reason, whichever comes first. */
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
