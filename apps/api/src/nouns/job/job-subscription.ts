import { hasEnded } from '@lamina/database';
import type { Job } from './job.type.ts';

/** Which jobs a subscription delivers, and after which job it ends. */
export interface JobSubscriptionOptions {
  readonly isWanted: (job: Job) => boolean;
  readonly isLast: (job: Job) => boolean;
  readonly onEnd: (subscription: JobSubscription) => void;
}

type Result = IteratorResult<Job, undefined>;
const DONE: Result = { done: true, value: undefined };

/**
 * Queue of changed jobs for one subscriber. Only the newest state of each job waits, so a slow subscriber skips states instead of collecting a
 * backlog. This is not an async generator: a waiting generator cannot be ended from outside, so a closed socket would stay subscribed.
 */
export class JobSubscription implements AsyncIterableIterator<Job> {
  readonly #options: JobSubscriptionOptions;
  readonly #pending = new Map<string, Job>();
  readonly #unfinishedKeys = new Set<string>();
  #deliver: ((result: Result) => void) | null = null;
  #isEnded = false;

  constructor(options: JobSubscriptionOptions) {
    this.#options = options;
  }

  /** Keys of the jobs that were added and have not ended. */
  get unfinishedKeys(): Iterable<string> {
    return this.#unfinishedKeys;
  }

  /** Adds a changed job. */
  push(job: Job): void {
    if (this.#isEnded || !this.#options.isWanted(job)) return;
    if (hasEnded(job.status)) this.#unfinishedKeys.delete(job.key);
    else this.#unfinishedKeys.add(job.key);
    if (this.#deliver !== null) this.#hand(this.#deliver, job);
    else {
      // Deleted first, so that jobs are in the order of their newest change.
      this.#pending.delete(job.key);
      this.#pending.set(job.key, job);
    }
  }

  /** Adds a state that was read earlier; ignored if a newer state is already waiting. */
  pushIfNone(job: Job): void {
    if (!this.#pending.has(job.key)) this.push(job);
  }

  next(): Promise<Result> {
    return new Promise((resolve) => {
      const [oldest] = this.#pending.values();
      if (oldest !== undefined) {
        this.#pending.delete(oldest.key);
        this.#hand(resolve, oldest);
      } else if (this.#isEnded) resolve(DONE);
      else this.#deliver = resolve;
    });
  }

  async return(): Promise<Result> {
    this.#end();
    this.#pending.clear();
    return DONE;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #hand(deliver: (result: Result) => void, job: Job): void {
    this.#deliver = null;
    deliver({ done: false, value: job });
    if (this.#options.isLast(job)) this.#end();
  }

  #end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#deliver?.(DONE);
    this.#deliver = null;
    this.#options.onEnd(this);
  }
}
