import type { Checkpoint } from '@lamina/engine';
import type { HandlerContext } from '../handlers/handler-context.ts';

/** What all attempts of a job have done so far, entry by entry. */
export interface ContinuedJob {
  /** What the attempts before left. */
  readonly found: Checkpoint;
  /** Keeps a part for the next attempt. */
  keep(part: Checkpoint): void;
  /** Forgets entries whose results are stored. */
  forget(isStored: (key: string) => boolean): void;
}

/** Takes over the checkpoint of the attempts before, for a job whose entries the engine makes and reads. */
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
