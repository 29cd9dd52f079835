/** What was computed, and until when it is shown. */
interface Kept<Value> {
  readonly value: Value;
  readonly until: number;
}

/** Milliseconds from which on computing counts as slow. */
const SLOW_MS = 500;
/** How long a slow result is shown: until then it may lack what was measured since. */
const KEPT_MS = 30_000;
const MAX_KEPT = 8;

/** Keeps results that were slow to compute, for a short while; quick ones are computed anew and always fresh. Callers of one moment share one computation. */
export class SlowResults<Value> {
  readonly #kept = new Map<string, Kept<Value>>();
  readonly #running = new Map<string, Promise<Value>>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  async get(key: string, compute: () => Promise<Value>): Promise<Value> {
    const kept = this.#kept.get(key);
    if (kept !== undefined && kept.until > this.#now()) return kept.value;
    const running = this.#running.get(key) ?? this.#run(key, compute);
    this.#running.set(key, running);
    try {
      return await running;
    } finally {
      this.#running.delete(key);
    }
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
