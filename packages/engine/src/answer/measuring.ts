import { type Checkpoint, mapSteps, type Progress, type WorkDone } from '../progress/progress.ts';
import type { ResidentModel } from '../resident/resident-model.ts';

/** The loaded model, and what an earlier run had measured. */
export interface Measuring {
  readonly resident: ResidentModel;
  readonly checkpoint: Checkpoint;
}

/** Windows of one run. */
export const BATCH = 8;

/** The work, with how much of it is done. @param note what is measured, in words */
export function reportWork<T>(
  work: AsyncGenerator<WorkDone<unknown>, T>,
  { total, note }: { readonly total: number; readonly note: string },
): AsyncGenerator<Progress, T> {
  let done = 0;
  return mapSteps(work, ({ count, checkpoint = {} }): Progress => {
    done += count;
    return { phase: 'measure', done, total, note, checkpoint };
  });
}
