import type { Model } from '@lamina/onnx';
import type { CachePort } from '../graph/cache-ports.ts';
import type { FusedNorms } from '../plain/expand-skip-norms.ts';
import type { SharedValue } from './list-shared-values.ts';
import type { Sublayers } from './sublayers.ts';

/**
 * Where the blocks of a decoder begin and end.
 *
 *     tokens ─► embedding ─► h_0 ─► block 0 ─► h_1 ─► block 1 ─► h_2 ─► final norm ─► head ─► logits
 *
 * Tensor names are those of `model`, in which fused residual additions are split (expandSkipNorms).
 */
export interface BlockStructure {
  readonly model: Model;
  readonly fused: FusedNorms;
  /** h_0 … h_L: block i reads `boundaries[i]` and gives `boundaries[i + 1]`. */
  readonly boundaries: readonly string[];
  /** The output of the norm after the last block; null where the model has none. */
  readonly finalNorm: string | null;
  readonly logits: string;
  readonly blocks: readonly Block[];
  readonly normPlacement: NormPlacement;
  /** The sublayers of every block that has them. */
  readonly sublayers: Sublayers;
  /** The values that pass between blocks beside the residual stream. */
  readonly sharedValues: readonly SharedValue[];
}

export interface Block {
  readonly index: number;
  readonly kind: BlockKind;
  readonly ports: readonly CachePort[];
  /** The number of trained parameters in the weights that only this block reads. */
  readonly parameters: number;
}

export type BlockKind = 'attention' | 'local-attention' | 'convolution' | 'state-space' | 'recurrent';

/**
 * Where the norms stand: before each sublayer (pre), after each residual sum (post), on both sides of each sublayer (sandwich), or one norm for both
 * sublayers at once (parallel).
 */
export type NormPlacement = 'pre' | 'post' | 'sandwich' | 'parallel' | 'unknown';
