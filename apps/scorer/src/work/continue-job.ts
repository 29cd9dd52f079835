import type { Checkpoint } from '@lamina/models';
import type { HandlerContext } from '../context/handler-context.ts';

/** The finished work of all attempts of a job, entry by entry. */
export interface ContinuedJob {
  /** The checkpoint of earlier attempts. */
  readonly found: Checkpoint;
  /** Stores a part for the next attempt. */
  keep(part: Checkpoint): void;
  /** Removes entries whose results are stored. */
  forget(isStored: (key: string) => boolean): void;
}

/** Continues from the checkpoint of earlier attempts, for a job whose entries the engine writes and reads. */
export async function continueJob({ checkpoints }: Pick<HandlerContext, 'checkpoints'>): Promise<ContinuedJob> {
  const stored = await checkpoints.find();
  const kept: Record<string, unknown> = typeof stored === 'object' && stored !== null ? { ...stored } : {};
  return {
    found: { ...kept },
    keep(part) {
      Object.assign(kept, part);
      checkpoints.save(kept);
    },
    forget(isStored) {
      for (const key of Object.keys(kept)) if (isStored(key)) delete kept[key];
      checkpoints.save(kept);
    },
  };
}
