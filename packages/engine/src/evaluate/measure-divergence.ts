import { getAt } from '@lamina/errors';
import type { Removal } from '@lamina/plans';
import { diverge } from '../resident/diverge.ts';
import type { ResidentModel } from '../resident/resident-model.ts';
import { formBatches } from '../session/form-batches.ts';
import type { EncodedPiece } from './encode-requests.ts';

/** A model and what it is compared with; both are loaded with `divergence`. */
export interface DivergingModels {
  /** The whole model, whose next-token distribution is the reference. */
  readonly whole: ResidentModel;
  /** The whole model itself, or its repaired form. */
  readonly pruned: ResidentModel;
}

/**
 * Kullback–Leibler divergence KL(p ‖ q) of a pruned model's next-token distribution q from the whole model's p, in nats per scored token, over the
 * pieces of each request: float64[removals][requests]. Each position is computed in float32 inside the graph; sums are in float64.
 *
 * @throws AppError as the resident model does
 */
export async function measureDivergence(
  { whole, pruned }: DivergingModels,
  removals: readonly Removal[],
  pieces: readonly EncodedPiece[],
): Promise<readonly (readonly number[])[]> {
  const requests = 1 + Math.max(...pieces.map(({ request }) => request));
  const nats = removals.map(() => new Float64Array(requests));
  const tokens = new Float64Array(requests);
  // The last token of a piece is predicted and not read. One row at a time: logits of a large vocabulary need much memory.
  const rows = pieces.map(({ ids }) => ({ ids: ids.slice(0, -1), next: getAt(ids, ids.length - 1) }));
  for (const { rows: places, tokens: batch, width } of formBatches(rows, 1)) {
    const { request, scored } = getAt(pieces, getAt(places, 0));
    tokens[request] = getAt(tokens, request) + scored;
    for await (const { removal, values } of diverge(pruned, whole, batch, removals)) {
      const sums = getAt(nats, removal);
      sums[request] = values.subarray(width - scored).reduce((sum, value) => sum + value, getAt(sums, request));
    }
  }
  return nats.map((sums) => [...sums].map((sum, request) => sum / getAt(tokens, request)));
}
