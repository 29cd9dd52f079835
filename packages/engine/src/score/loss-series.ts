import { getAt } from '@lamina/errors';
import { LOSS_MEASURES, type LossMeasure, recordOf, summariseSeries } from '@lamina/metrics';
import type { AloneLosses } from '../search/search-removals.ts';
import type { Window } from '../text/windows.ts';
import type { Measurements, SeriesSums } from './score-sums.ts';

/** The text on which losses were measured. */
interface LossText {
  readonly windows: readonly Window[];
  /** The key that the windows of one resampling unit share. */
  readonly keyOf: (window: number) => number;
  /** L */
  readonly blocks: number;
}

const LOSS_NAMES = Object.keys(LOSS_MEASURES) as readonly LossMeasure[];

/** The series of every measure of losses, and the sums of its resampling units; null and empty where no unit of its kind was left out. */
export function summariseLosses(
  alone: AloneLosses | null,
  text: LossText,
): { readonly series: Pick<Measurements, LossMeasure>; readonly units: Readonly<Record<LossMeasure, readonly SeriesSums[]>> } {
  const units = recordOf(LOSS_NAMES, (name) => (alone === null ? [] : sumIncrease(name, alone, text)));
  return { series: recordOf(LOSS_NAMES, (name) => (units[name].length === 0 ? null : summariseSeries(units[name]))), units };
}

/**
 * The loss in nats that leaving out each unit adds over the predicted tokens, by resampling unit. If a unit cannot be left out (null), its tokens count as
 * undefined; if a block has no such unit, none are counted. Resampling units are in the order in which their keys first appear.
 */
function sumIncrease(
  name: LossMeasure,
  { units, base, without }: AloneLosses,
  { windows, keyOf, blocks }: LossText,
): readonly SeriesSums[] {
  const measure = LOSS_MEASURES[name];
  const measured = units.flatMap(({ kind, block }, place) => (kind === measure.of ? [{ block, losses: getAt(without, place) }] : []));
  if (measured.length === 0) return [];
  const sums = new Map<number, SeriesSums>();
  const zeros = (): number[] => new Array<number>(blocks).fill(0);
  for (const [window, { ids }] of windows.entries()) {
    const unit = sums.get(keyOf(window)) ?? { sum: zeros(), count: zeros(), undefinedCount: zeros() };
    sums.set(keyOf(window), unit);
    for (const { block, losses } of measured) {
      const increase = losses === null ? Number.NaN : measure.term(getAt(losses, window), getAt(base, window));
      const target = Number.isFinite(increase) ? unit.count : unit.undefinedCount;
      target[block] = getAt(target, block) + ids.length - 1;
      if (Number.isFinite(increase)) unit.sum[block] = getAt(unit.sum, block) + increase;
    }
  }
  return [...sums.values()];
}
