/** The attention and MLP halves of a model's blocks; no halves, and the reason in words, where there is no such reading. */
export type Sublayers =
  | { readonly arrangement: 'sequential' | 'parallel'; readonly halves: readonly BlockHalves[] }
  | { readonly arrangement: null; readonly reason: string };

export interface BlockHalves {
  readonly attention: Half;
  readonly mlp: Half;
}

/** What one half does to the residual stream. */
export interface Half {
  /** The stream that the half is compared with: h_i, or m_i for the MLP of a sequential block. */
  readonly start: string;
  /** Tensors whose sum is the stream after this half alone: one that the graph has, or `start` and what the half adds. */
  readonly end: readonly string[];
  /** The additions by which it joins the stream, in order; none where the half was removed. */
  readonly additions: readonly Addition[];
}

/** One residual addition: without the half, whoever reads `sum` reads `stream`, a tensor of the same shape and type. */
export interface Addition {
  readonly sum: string;
  readonly stream: string;
}
