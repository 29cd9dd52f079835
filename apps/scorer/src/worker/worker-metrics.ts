import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { WorkEnd } from './work-on-job.ts';

/** Seconds. A job of a tiny model takes one second, a large one hours. */
const DURATION_BUCKETS = [1, 5, 15, 60, 300, 900, 3_600, 14_400, 43_200];

/** Metrics of one worker process. */
export class WorkerMetrics {
  readonly registry = new Registry();
  readonly #durations = new Histogram({
    name: 'lamina_scorer_job_duration_seconds',
    help: 'Time from the claim of a job to the end of its attempt, by kind and by how it ended.',
    labelNames: ['kind', 'end'],
    buckets: DURATION_BUCKETS,
    registers: [this.registry],
  });
  readonly #busy = new Gauge({ name: 'lamina_scorer_busy', help: '1 while the worker works on a job.', registers: [this.registry] });
  readonly #errors = new Counter({
    name: 'lamina_scorer_errors_total',
    help: 'Errors outside of jobs after which the worker continued, such as an unreachable database.',
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Measures the time of one job. */
  async time(kind: string, work: () => Promise<WorkEnd>): Promise<void> {
    const stop = this.#durations.startTimer({ kind });
    this.#busy.set(1);
    let end: WorkEnd | 'error' = 'error';
    try {
      end = await work();
    } finally {
      this.#busy.set(0);
      stop({ end });
    }
  }

  countError(): void {
    this.#errors.inc();
  }
}
