/** The attention half and the MLP half of every block, or a text that says why the model has no halves. */
export type Sublayers =
  | { readonly arrangement: 'sequential' | 'parallel'; readonly halves: readonly BlockHalves[] }
  | { readonly arrangement: null; readonly reason: string };

/** Both halves of one block. */
export interface BlockHalves {
  readonly attention: Half;
  readonly mlp: Half;
}

/**
 * What one half does to the residual stream.
 *
 *     start ─► Add(attn) ─► end        the attention half of a sequential block
 */
export interface Half {
  /** The stream before the half: h_i, or m_i for the MLP of a sequential block. */
  readonly start: string;
  /** The tensors whose sum is the stream after this half alone: one tensor of the graph, or `start` and the tensor that the half adds. */
  readonly end: readonly string[];
  /** The additions by which the half joins the stream, in order; empty where the half was removed. */
  readonly additions: readonly Addition[];
}

/** One residual addition. Without the half, the readers of `sum` read `stream`, a tensor of the same shape and type. */
export interface Addition {
  readonly sum: string;
  readonly stream: string;
}
