import { getAt } from '@lamina/errors';
import type { SeriesUnit } from '../series/series-unit.ts';
import type { Interval } from '../statistics/interval.ts';
import { type Agreement, bootstrapAgreement } from './bootstrap-agreement.ts';

/** One order of the blocks; blocks with lower values are removed first. */
export interface BlockOrder {
  /** float64[L] */
  readonly values: readonly number[];
  /** The contribution of each document; empty if the order depends on no document, or if contributions were not stored. */
  readonly units: readonly SeriesUnit[];
}

/** Settings of the comparison. */
export interface OrderOptions {
  /** Number of lowest blocks that the overlap compares, 1..L. */
  readonly lowestCount: number;
  /** Whether both depend on the same documents in the same order. If so, each draw takes the same documents for both. */
  readonly isPaired: boolean;
  /** Bootstrap draws, integer ≥ 2. */
  readonly draws: number;
}

/** A measure of agreement of two orders. */
export interface OrderEstimate {
  /** Null where it is not defined. */
  readonly value: number | null;
  /** 95 %; null if neither order depends on documents. */
  readonly confidenceInterval: Interval | null;
}

/** How far two orders agree. */
export interface OrderAgreement {
  readonly spearman: OrderEstimate;
  readonly kendallTauB: OrderEstimate;
  readonly jaccard: OrderEstimate;
}

/**
 * Agreement of two orders of the same blocks, with intervals if at least one of them depends on the documents.
 * @throws AppError as bootstrapAgreement
 */
export function compareOrders(first: BlockOrder, second: BlockOrder, { lowestCount, isPaired, draws }: OrderOptions): OrderAgreement {
  const size = Math.max(first.units.length, second.units.length);
  const toUnits = (order: BlockOrder) => (order.units.length > 1 ? order.units : repeat(order, isPaired ? Math.max(size, 1) : 2));
  const agreement = bootstrapAgreement(toUnits(first), toUnits(second), { counts: [lowestCount], isPaired, draws });
  const isFixed = first.units.length < 2 && second.units.length < 2;
  return {
    spearman: toEstimate(agreement.spearman, isFixed),
    kendallTauB: toEstimate(agreement.kendallTauB, isFixed),
    jaccard: toEstimate(getAt(agreement.jaccard, 0), isFixed),
  };
}

/** An order that does not depend on documents, as identical units. */
function repeat({ values }: BlockOrder, size: number): readonly SeriesUnit[] {
  return Array.from({ length: size }, () => ({ sum: values, count: values.map(() => 1) }));
}

function toEstimate({ value, interval }: Agreement['spearman'], isFixed: boolean): OrderEstimate {
  return { value, confidenceInterval: isFixed ? null : interval };
}
