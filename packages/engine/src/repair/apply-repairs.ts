import type { RepairOperator } from '@lamina/metrics';
import type { Removal } from '@lamina/plans';
import { bypassUnits } from '@lamina/surgery';
import type { OpenedModel } from '../model/open/open-model.ts';
import type { SessionOptions } from '../session/session.ts';
import { applyRepair } from './apply-repair.ts';
import { findTarget } from './find-target.ts';
import { createFloat64Products } from './float64-product.ts';

/** The solved operator of one run of removed blocks; plain data, which another process can be given. */
export interface SolvedRun {
  /** The boundary at which it stands: the first block of a run. */
  readonly start: number;
  readonly operator: RepairOperator;
}

/**
 * The model with solved operators in place, as the fit that solved them placed them. Exactly `removal` has to be passed by or removed.
 * @param solved every run of the removal, in ascending order
 */
export async function applyRepairs(
  opened: OpenedModel,
  solved: readonly SolvedRun[],
  { removal, threads }: Pick<SessionOptions, 'threads'> & { readonly removal: Removal },
): Promise<OpenedModel> {
  const products = createFloat64Products(threads === undefined ? {} : { threads });
  let repaired = opened;
  try {
    for (const { start, operator } of solved) {
      const earlier = removal.filter(({ block }) => block < start);
      const target = operator.form === 'fold' ? findTarget(bypassUnits(repaired.structure, earlier), start) : null;
      repaired = await applyRepair(repaired, operator, { start, target, multiply: products.multiply });
    }
  } finally {
    await products.release();
  }
  return repaired;
}
