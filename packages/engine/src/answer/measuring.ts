import type { Checkpoint, Progress, WorkDone } from '../progress/progress.ts';
import type { ResidentModel } from '../resident/resident-model.ts';

/** The loaded model, and what an earlier run had measured. */
export interface Measuring {
  readonly resident: ResidentModel;
  readonly checkpoint: Checkpoint;
}

/** Windows of one run. */
export const BATCH = 8;

/** Runs work to its end, and reports how much of it is done. @param note what is measured, in words */
export async function* reportWork<T>(
  work: AsyncGenerator<WorkDone<unknown>, T>,
  { total, note }: { readonly total: number; readonly note: string },
): AsyncGenerator<Progress, T> {
  let done = 0;
  for (let step = await work.next(); ; step = await work.next()) {
    if (step.done) return step.value;
    done += step.value.count;
    yield { phase: 'measure', done, total, note, checkpoint: step.value.checkpoint ?? {} };
  }
}
