import { AppError } from '@lamina/errors';
import { requestLife } from './request-life.ts';

/** A cached result and its expiry time. */
interface Kept<Value> {
  readonly value: Value;
  readonly until: number;
}

/** How results are cached. */
interface SlowResultsOptions<Value> {
  /** Milliseconds; default: the process's clock. */
  readonly now?: (() => number) | undefined;
  /** How many results are cached; default 8. */
  readonly most?: number;
  /** Whether a result is cached however fast it was; default: none. */
  readonly isCostly?: (value: Value) => boolean;
}

/** A computation that several callers wait for. */
interface Shared<Value> {
  readonly result: Promise<Value>;
  /** Cancels its statements. */
  readonly end: () => void;
  waiting: number;
}

/** Milliseconds above which a computation counts as slow. */
const SLOW_MS = 500;
/** How long such a result is cached. During this time it may lack new measurements. */
const KEPT_MS = 30_000;

/**
 * Caches costly results for a short time: those that were slow to compute, and those that say so themselves, because a time depends on what else the
 * machine does. Others are always computed again. Simultaneous callers share one computation,
 * which belongs to none of their requests: a caller that disconnects or times out does not stop it, but the last one does.
 */
export class SlowResults<Value> {
  readonly #kept = new Map<string, Kept<Value>>();
  readonly #running = new Map<string, Shared<Value>>();
  readonly #now: () => number;
  readonly #most: number;
  readonly #isCostly: (value: Value) => boolean;

  constructor({ now = () => performance.now(), most = 8, isCostly = () => false }: SlowResultsOptions<Value> = {}) {
    this.#now = now;
    this.#most = most;
    this.#isCostly = isCostly;
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
    const started = this.#now();
    const value = await compute();
    const ended = this.#now();
    this.#kept.delete(key);
    if (ended - started < SLOW_MS && !this.#isCostly(value)) return value;
    this.#kept.set(key, { value, until: ended + KEPT_MS });
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > this.#most && oldest !== undefined) this.#kept.delete(oldest);
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
