import type { WorkDone } from '../checkpoint.ts';
import type { ResidentModel } from '../resident/resident-model.ts';
import { leaveOneOut } from './leave-one-out.ts';
import type { LossInput } from './measure-losses.ts';

/** One step of greedy removal: the block, and the loss of all windows (nats) once it is gone too. */
export interface GreedyStep {
  readonly block: number;
  readonly nll: number;
}

/**
 * Removes `count` blocks one after the other, each time the one whose removal leaves the lowest loss, measured again after every removal; equal
 * losses keep the lower index first. Stops early where no block can be removed any more.
 */
export async function* removeGreedily(
  resident: ResidentModel,
  input: LossInput,
  { blocks, count }: { readonly blocks: number; readonly count: number },
): AsyncGenerator<WorkDone<readonly number[]>, readonly GreedyStep[]> {
  const steps: GreedyStep[] = [];
  while (steps.length < count) {
    const removed = steps.map(({ block }) => block);
    const { without } = yield* leaveOneOut(resident, input, { blocks, removed });
    const totals = without.flatMap((losses, block) => (losses ? [{ block, nll: losses.reduce((sum, nll) => sum + nll, 0) }] : []));
    const [best] = totals.sort((a, b) => a.nll - b.nll || a.block - b.block);
    if (!best) break;
    steps.push(best);
  }
  return steps;
}
