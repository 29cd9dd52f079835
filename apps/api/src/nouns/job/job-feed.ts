import type { Job } from './job.type.ts';
import { JobSubscription, type JobSubscriptionOptions } from './job-subscription.ts';

/** Milliseconds in which changes are collected before they are read. People do not notice this delay, and the database has less work. */
const GATHER_MS = 100;

/** Sends changed jobs to subscribers. All jobs that changed within the interval are read by one statement, for any number of subscribers. */
export class JobFeed {
  readonly #readJobs: (keys: readonly string[]) => Promise<readonly Job[]>;
  readonly #onError: (error: unknown) => void;
  readonly #subscriptions = new Set<JobSubscription>();
  readonly #changedKeys = new Set<string>();
  #timer: NodeJS.Timeout | null = null;

  constructor(readJobs: (keys: readonly string[]) => Promise<readonly Job[]>, onError: (error: unknown) => void) {
    this.#readJobs = readJobs;
    this.#onError = onError;
  }

  /** Reports that a job has changed. */
  notify(key: string): void {
    if (this.#subscriptions.size === 0) return;
    this.#changedKeys.add(key);
    this.#timer ??= setTimeout(() => void this.#deliver(), GATHER_MS);
  }

  /** Reports that changes may have been missed: the jobs that subscribers follow are read again. */
  readAgain(): void {
    for (const { unfinishedKeys } of this.#subscriptions) for (const key of unfinishedKeys) this.notify(key);
  }

  /** Subscribes to changed jobs from now on. */
  subscribe(options: Omit<JobSubscriptionOptions, 'onEnd'>): JobSubscription {
    const subscription = new JobSubscription({ ...options, onEnd: (ended) => this.#subscriptions.delete(ended) });
    this.#subscriptions.add(subscription);
    return subscription;
  }

  /** Ends all subscriptions. */
  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.return()));
  }

  async #deliver(): Promise<void> {
    this.#timer = null;
    const keys = [...this.#changedKeys];
    this.#changedKeys.clear();
    try {
      for (const job of await this.#readJobs(keys)) {
        for (const subscription of this.#subscriptions) subscription.push(job);
      }
    } catch (error) {
      this.#onError(error);
    }
  }
}
