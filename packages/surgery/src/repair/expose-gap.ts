import type { Model } from '@lamina/onnx';
import type { BlockStructure } from '../find/block-structure.ts';
import { exposeSums } from './expose-sums.ts';

/** The names of the outputs that exposeGap leaves; each is float32[tokens, d], tokens = batch × sequence. */
export const GAP_OUTPUTS = {
  /** X, the state that enters the run */
  entering: 'lamina.gap_entering',
  /** Y, the state that leaves the run */
  leaving: 'lamina.gap_leaving',
  /** M, what the projection before the run adds to the stream; only where `added` names it */
  added: 'lamina.gap_added',
} as const;

/** A run of blocks that is to be replaced. */
export interface Gap {
  /** The run [start, end) of blocks. */
  readonly start: number;
  readonly end: number;
  /** The tensors whose sum the projection before the run adds to the stream (findFoldTarget). */
  readonly added?: readonly string[];
}

/**
 * The model up to the end of a run. Its only outputs are the states that enter and leave the run.
 *
 *     … ─► X ─► block s ─► … ─► block e−1 ─► Y ─► … ─► logits     becomes     … ─► X ─► block s ─► … ─► block e−1 ─► Y
 */
export function exposeGap(structure: BlockStructure, { start, end, added = [] }: Gap): Model {
  const [entering, leaving] = [structure.boundaries[start], structure.boundaries[end]];
  if (entering === undefined || leaving === undefined) throw new Error(`there is no run of blocks ${start} to ${end}`);
  return exposeSums(structure.model, [
    { of: [entering], as: GAP_OUTPUTS.entering },
    { of: [leaving], as: GAP_OUTPUTS.leaving },
    ...(added.length === 0 ? [] : [{ of: added, as: GAP_OUTPUTS.added }]),
  ]);
}
