import { type LayerSeries, summariseSeries } from '@lamina/metrics';
import { NOTHING_REMOVED, type Removal, UNIT_KINDS, type Unit, type UnitKind } from '@lamina/plans';
import type { WorkDone } from '../checkpoint.ts';
import type { OpenedModel } from '../model/open/open-model.ts';
import type { Progress } from '../progress.ts';
import { createResidentModel } from '../resident/create-resident-model.ts';
import type { SessionOptions } from '../session/session.ts';
import { leaveOneOut } from './leave-one-out.ts';
import { sumLossIncrease } from './loss-increase.ts';
import type { LossInput } from './measure-losses.ts';
import type { SeriesSums } from './metric-sums.ts';
import { type GreedyStep, removeGreedily } from './remove-greedily.ts';

/** What losses show about removals. A part that was not asked for is null. Shapes: L blocks, U resampling units of the bootstrap. */
export interface RemovalLosses {
  /** [L] nats per predicted token that leaving out each block adds (loss-increase@1) */
  readonly lossIncrease: LayerSeries | null;
  /** [L] the same of the attention half alone (attention-loss-increase@1); null where blocks have no halves */
  readonly attentionLossIncrease: LayerSeries | null;
  /** [L] the same of the MLP half alone (mlp-loss-increase@1); null where blocks have no halves */
  readonly mlpLossIncrease: LayerSeries | null;
  /** [U] the sums of each of these; empty where it is null */
  readonly lossIncreaseUnits: readonly SeriesSums[];
  readonly attentionLossIncreaseUnits: readonly SeriesSums[];
  readonly mlpLossIncreaseUnits: readonly SeriesSums[];
  /** The units in the order of their greedy removal, with the loss of all windows after each step */
  readonly greedyRemoval: readonly GreedyStep[] | null;
}

export interface RemovalOptions extends SessionOptions {
  /** If true, measures the loss that leaving out each unit (block, attention, MLP) in turn adds. */
  readonly leaveOneOut?: boolean;
  /** The kinds of units; by default all kinds that the model has. */
  readonly leaveOneOutUnits?: readonly UnitKind[];
  /** The number of units to remove greedily by loss. Losses are measured again after each removal. */
  readonly greedy?: number;
  /** The kinds of units to remove greedily; by default blocks. */
  readonly greedyUnits?: readonly UnitKind[];
  /** What is removed while every unit is left out in turn. */
  readonly removal?: Removal;
}

/** Measures losses without units, on a resident model that is loaded only if it is needed. `keyOf` gives the resampling unit of a window. */
export async function* measureRemovals(
  opened: OpenedModel,
  input: LossInput & { readonly keyOf: (window: number) => number },
  options: RemovalOptions,
): AsyncGenerator<Progress, RemovalLosses> {
  const {
    leaveOneOut: wantsLosses = false,
    leaveOneOutUnits = UNIT_KINDS,
    greedy = 0,
    greedyUnits = ['block'],
    removal = NOTHING_REMOVED,
  } = options;
  const none = { series: null, units: [] };
  if (!wantsLosses && greedy === 0) return { ...nameIncreases({ block: none, attention: none, mlp: none }), greedyRemoval: null };
  const { structure } = opened;
  const halves = structure.sublayers.arrangement !== null;
  const resident = await createResidentModel(opened, { ...options, halves });
  // Greedy removal begins with the losses that leaving out each unit in turn has measured.
  const measured: Record<string, unknown> = { ...input.checkpoint };
  const whole = { ...input, checkpoint: measured };
  const unitsOf = (kind: UnitKind): readonly Unit[] => structure.blocks.map(({ index }) => ({ kind, block: index }));
  const kinds = wantsLosses ? leaveOneOutUnits.filter((kind) => kind === 'block' || halves) : [];
  try {
    const left = leaveOneOut(resident, whole, { units: kinds.flatMap(unitsOf), removal });
    const losses = wantsLosses ? yield* report(left, { note: 'leaving out every unit in turn', measured }) : { base: [], without: [] };
    const increaseOf = (kind: UnitKind): Increase => {
      const place = kinds.indexOf(kind);
      if (place < 0) return none;
      const count = structure.blocks.length;
      const without = losses.without.slice(place * count, (place + 1) * count);
      const units = sumLossIncrease({ ...losses, without }, input.windows, input.keyOf);
      return { series: summariseSeries(units), units };
    };
    const choice = { units: greedyUnits.flatMap(unitsOf), count: greedy };
    const steps = greedy > 0 ? yield* report(removeGreedily(resident, whole, choice), { note: 'removing greedily', measured }) : null;
    return {
      ...nameIncreases({ block: increaseOf('block'), attention: increaseOf('attention'), mlp: increaseOf('mlp') }),
      greedyRemoval: steps,
    };
  } finally {
    await resident.release();
  }
}

interface Increase {
  readonly series: LayerSeries | null;
  readonly units: readonly SeriesSums[];
}

function nameIncreases({ block, attention, mlp }: Readonly<Record<UnitKind, Increase>>): Omit<RemovalLosses, 'greedyRemoval'> {
  return {
    lossIncrease: block.series,
    attentionLossIncrease: attention.series,
    mlpLossIncrease: mlp.series,
    lossIncreaseUnits: block.units,
    attentionLossIncreaseUnits: attention.units,
    mlpLossIncreaseUnits: mlp.units,
  };
}

/** Reports progress of work whose amount is not known beforehand, and adds what it measures to `measured`. */
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
