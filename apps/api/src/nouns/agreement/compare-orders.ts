import { setImmediate } from 'node:timers/promises';
import { getAt } from '@lamina/errors';
import { type Agreement, bootstrapAgreement, type SeriesUnit } from '@lamina/metrics';
import type { OrderAgreement } from './order-agreement.type.ts';

/** Number of bootstrap draws; a request waits for them. */
export const AGREEMENT_DRAWS = 200;

/** One order of the layers; layers with lower values are removed first. */
export interface LayerOrder {
  /** float64[L] */
  readonly values: readonly number[];
  /** The contribution of each document; empty if the order depends on no document, or if contributions were not stored. */
  readonly units: readonly SeriesUnit[];
}

/** Agreement of two orders of the same layers, with intervals if at least one of them depends on the documents. */
export async function compareOrders(
  first: LayerOrder,
  second: LayerOrder,
  { lowestCount, isPaired }: { readonly lowestCount: number; readonly isPaired: boolean },
): Promise<OrderAgreement> {
  // A bootstrap blocks the event loop, so other requests run first.
  await setImmediate();
  const size = Math.max(first.units.length, second.units.length);
  const toUnits = (order: LayerOrder) => (order.units.length > 1 ? order.units : repeat(order, isPaired ? Math.max(size, 1) : 2));
  const agreement = bootstrapAgreement(toUnits(first), toUnits(second), { counts: [lowestCount], isPaired, draws: AGREEMENT_DRAWS });
  const isFixed = first.units.length < 2 && second.units.length < 2;
  return {
    ...estimate(agreement, 'spearman', isFixed),
    ...estimate(agreement, 'kendallTauB', isFixed),
    jaccard: toEstimate(getAt(agreement.jaccard, 0), isFixed),
  };
}

/** An order that does not depend on documents, as identical units. */
function repeat({ values }: LayerOrder, size: number): readonly SeriesUnit[] {
  return Array.from({ length: size }, () => ({ sum: values, count: values.map(() => 1) }));
}

function estimate<Name extends 'spearman' | 'kendallTauB'>(agreement: Agreement, name: Name, isFixed: boolean) {
  return { [name]: toEstimate(agreement[name], isFixed) } as Record<Name, ReturnType<typeof toEstimate>>;
}

function toEstimate({ value, interval }: Agreement['spearman'], isFixed: boolean) {
  return { value, confidenceInterval: isFixed ? null : interval };
}
