import { createHash } from 'node:crypto';

/** One step of a long job, for a progress bar or a log line. `done` and `total` count units of the phase (windows, requests, runs, MiB). */
export interface Progress {
  readonly phase: 'download' | 'prepare' | 'score' | 'evaluate' | 'measure' | 'write';
  readonly done: number;
  readonly total: number;
  readonly note?: string;
  /** The work that was done since the last step. A caller that keeps all parts can give them to a later run, which continues from there. */
  readonly checkpoint?: Checkpoint | undefined;
}

/**
 * The work that a run has done so far, as JSON. A later run of the same kind on the same model continues from it. An entry of a later part replaces the entry
 * of the same key, so parts are joined by Object.assign. Entries that do not fit the later run are ignored.
 */
export type Checkpoint = Readonly<Record<string, unknown>>;

/** A key that names what is asked, to the token: equal questions have equal keys in every run. */
export function keyOf(question: unknown): string {
  return createHash('sha256').update(JSON.stringify(question)).digest('hex').slice(0, 24);
}

/** Units of work, some of which an earlier run may have done. */
export interface WorkDone<T> {
  readonly count: number;
  /** The entries for the checkpoint; absent where the unit came from a checkpoint. */
  readonly checkpoint?: Readonly<Record<string, T>> | undefined;
}

/** Passes on the steps of a job in another form, and gives its result. If the caller stops reading, the job stops too. */
export async function* mapSteps<Step, Shown, Result>(
  job: AsyncGenerator<Step, Result>,
  show: (step: Step) => Shown,
): AsyncGenerator<Shown, Result> {
  try {
    for (let step = await job.next(); ; step = await job.next()) {
      if (step.done) return step.value;
      yield show(step.value);
    }
  } finally {
    await job.return(undefined as never);
  }
}

/** Passes on the steps of a job, and gives its result with the time that they took; null if an earlier run had done some of them. */
export async function* timeSteps<T>(
  job: AsyncGenerator<Progress, T>,
): AsyncGenerator<Progress, { readonly result: T; readonly seconds: number | null }> {
  const started = performance.now();
  let [isAny, isKnown] = [false, false];
  const result = yield* mapSteps(job, (step): Progress => {
    isAny = true;
    if (step.checkpoint === undefined) isKnown = true;
    return step;
  });
  return { result, seconds: isKnown || !isAny ? null : (performance.now() - started) / 1000 };
}

/** Runs a job to its end without showing its progress, and gives its result. */
export async function finish<T>(job: AsyncGenerator<unknown, T>): Promise<T> {
  for (let step = await job.next(); ; step = await job.next()) if (step.done) return step.value;
}
