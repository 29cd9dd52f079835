import type { Model } from '@lamina/onnx';
import type { CachePort } from '../graph/cache-ports.ts';
import type { FusedNorms } from '../plain/expand-skip-norms.ts';
import type { SharedValue } from './list-shared-values.ts';
import type { Sublayers } from './sublayers.ts';

/** Where the blocks of a decoder begin and end. Tensor names are those of `model`, in which fused residual additions are split. */
export interface BlockStructure {
  readonly model: Model;
  readonly fused: FusedNorms;
  /** h_0 … h_L: what enters block i is `boundaries[i]`, what leaves it `boundaries[i + 1]`. */
  readonly boundaries: readonly string[];
  /** Output of the norm after the last block; null where the model has none. */
  readonly finalNorm: string | null;
  readonly logits: string;
  readonly blocks: readonly Block[];
  readonly normPlacement: NormPlacement;
  /** The attention and MLP half of every block. */
  readonly sublayers: Sublayers;
  /** What passes between blocks beside the stream. */
  readonly sharedValues: readonly SharedValue[];
}

export interface Block {
  readonly index: number;
  readonly kind: BlockKind;
  readonly ports: readonly CachePort[];
  /** Elements of the weights that only this block reads. */
  readonly parameters: number;
}

export type BlockKind = 'attention' | 'local-attention' | 'convolution' | 'state-space' | 'recurrent';

/** Where the norms stand: before each branch, after each residual sum, around each branch, or one for both branches at once. */
export type NormPlacement = 'pre' | 'post' | 'sandwich' | 'parallel' | 'unknown';
