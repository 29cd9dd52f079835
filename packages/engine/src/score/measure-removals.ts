import { type LayerSeries, summariseSeries } from '@lamina/metrics';
import type { WorkDone } from '../checkpoint.ts';
import type { OpenedModel } from '../model/open-model.ts';
import type { Progress } from '../progress.ts';
import { createResidentModel } from '../resident/create-resident-model.ts';
import type { SessionOptions } from '../session/session.ts';
import { leaveOneOut } from './leave-one-out.ts';
import { sumLossIncrease } from './loss-increase.ts';
import type { LossInput } from './measure-losses.ts';
import type { SeriesSums } from './metric-sums.ts';
import { type GreedyStep, removeGreedily } from './remove-greedily.ts';

/** What losses say about removals; each part is null where it was not asked for. */
export interface RemovalLosses {
  /** Nats per predicted token that leaving out each block adds (loss-increase@1) */
  readonly lossIncrease: LayerSeries | null;
  /** [U] the units of its bootstrap */
  readonly lossIncreaseUnits: readonly SeriesSums[];
  /** Blocks in the order of their greedy removal, with the loss of all windows after each */
  readonly greedyRemoval: readonly GreedyStep[] | null;
}

export interface RemovalOptions extends SessionOptions {
  /** Measures what leaving out each block in turn adds to the loss. */
  readonly leaveOneOut?: boolean;
  /** Removes so many blocks greedily by loss, measured again after each. */
  readonly greedy?: number;
  /** Blocks that are gone already when every other is left out in turn. */
  readonly remove?: readonly number[];
}

/** Losses without blocks, on a resident model that is loaded only where they are asked for; `keyOf` tells the resampling unit of a window. */
export async function* measureRemovals(
  opened: OpenedModel,
  input: LossInput & { readonly keyOf: (window: number) => number },
  options: RemovalOptions,
): AsyncGenerator<Progress, RemovalLosses> {
  const { leaveOneOut: wantsLosses = false, greedy = 0, remove: removed = [] } = options;
  const blocks = opened.structure.blocks.length;
  if (!wantsLosses && greedy === 0) return { lossIncrease: null, lossIncreaseUnits: [], greedyRemoval: null };
  const resident = await createResidentModel(opened, options);
  // Greedy removal begins with the removals that leaving out in turn has measured.
  const measured: Record<string, unknown> = { ...input.checkpoint };
  const whole = { ...input, checkpoint: measured };
  try {
    const losses = wantsLosses
      ? yield* report(leaveOneOut(resident, whole, { blocks, removed }), { note: 'leaving out every block in turn', measured })
      : null;
    const units = losses === null ? [] : sumLossIncrease(losses, input.windows, input.keyOf);
    const steps =
      greedy > 0
        ? yield* report(removeGreedily(resident, whole, { blocks, count: greedy }), { note: 'removing greedily', measured })
        : null;
    return { lossIncrease: losses === null ? null : summariseSeries(units), lossIncreaseUnits: units, greedyRemoval: steps };
  } finally {
    await resident.release();
  }
}

/** Progress of work whose amount is not known beforehand; what it measures is added to `measured`. */
async function* report<T>(
  work: AsyncGenerator<WorkDone<unknown>, T>,
  { note, measured }: { readonly note: string; readonly measured: Record<string, unknown> },
): AsyncGenerator<Progress, T> {
  let done = 0;
  let step = await work.next();
  for (; !step.done; step = await work.next()) {
    const { count, checkpoint } = step.value;
    done += count;
    Object.assign(measured, checkpoint);
    yield { phase: 'score', done, total: done, note, ...(checkpoint ? { checkpoint } : {}) };
  }
  return step.value;
}
