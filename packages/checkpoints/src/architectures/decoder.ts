/**
 * The computation of a decoder as data: an architecture's description creates it from a config, and the graph builder reads nothing else. Weights
 * have the names of transformers. B = batch, S = tokens, d = hidden size.
 */
export interface Decoder {
  readonly vocabularySize: number;
  /** d */
  readonly hiddenSize: number;
  readonly embedding: Embedding;
  readonly blocks: readonly DecoderBlock[];
  /** Norm between the last block and the head; null if there is none. */
  readonly finalNorm: Norm | null;
  readonly head: Head;
  /** Stored tensors that are not parameters: masks and rotary tables of older versions, unused heads. */
  readonly ignored: readonly RegExp[];
}

export interface Embedding {
  /** float[vocabulary, width] */
  readonly weight: string;
  /** Factor on token embeddings; 1 for none. */
  readonly scale: number;
  /** Learned position embeddings, added to token embeddings: row `position + offset` of float[rows, d]. */
  readonly positions: { readonly weight: string; readonly rows: number; readonly offset: number } | null;
  /** Projection from the embedding's width to d, before positions are added. */
  readonly projection: Linear | null;
  /** Norm of the sum, before the first block. */
  readonly norm: Norm | null;
}

export interface Head {
  /** Projection from d to the head's width. */
  readonly projection: Linear | null;
  /** float[vocabulary, width]; the embedding's name if they are tied. */
  readonly weight: string;
  readonly bias: string | null;
  /** Factor on the logits; 1 for none. */
  readonly scale: number;
  /** c of c·tanh(logits / c); null for none. */
  readonly softcap: number | null;
  /** Rows of the weight are divided by their norm (Baichuan 2). */
  readonly isNormalized: boolean;
}

/** One block. A norm is null if the architecture does not have it. */
export interface DecoderBlock {
  readonly attention: Attention;
  readonly mlp: Mlp;
  /** The sublayer that the block does not have, whatever is described of it; only sequential blocks can lack one. Absent: it has both. */
  readonly absent?: 'attention' | 'mlp';
  /**
   * sequential: h += a(n₁ h); h += m(n₂ h). parallel: h += a(n₁ h) + m(n₂ h), and n₁ for both where n₂ is null.
   * post-norm: h = n₁(h + a(h)); h = n₂(h + m(h)). normed: h = n₁ h; h += a(h); h = n₂ h; h += m(h).
   */
  readonly residual: 'sequential' | 'parallel' | 'post-norm' | 'normed';
  readonly attentionNorm: Norm | null;
  readonly mlpNorm: Norm | null;
  /** Norm of the attention's output, before it is added. */
  readonly attentionOutputNorm: Norm | null;
  readonly mlpOutputNorm: Norm | null;
  /** Factor on both added outputs; 1 for none. */
  readonly residualScale: number;
}

export interface Norm {
  /** rms: x / √(mean x² + eps). layer: (x − mean) / √(variance + eps). */
  readonly kind: 'rms' | 'layer';
  readonly eps: number;
  /** null: no weight. */
  readonly weight: string | null;
  readonly bias: string | null;
  /** Multiply by 1 + weight instead of weight. */
  readonly addsOne: boolean;
}

export interface Linear {
  readonly weight: string;
  readonly bias: string | null;
  /** out-in: float[out, in], as nn.Linear stores it. in-out: float[in, out], as GPT-2's Conv1D does. */
  readonly layout: 'out-in' | 'in-out';
  readonly inputs: number;
  readonly outputs: number;
  /** If several matrices are stacked in one tensor (experts), the part of this matrix; absent if the tensor is a single matrix. */
  readonly part?: { readonly index: number; readonly of: number };
}

export interface Attention {
  readonly heads: number;
  /** Number of key/value heads; query head h uses key head ⌊h · keyHeads / heads⌋. */
  readonly keyHeads: number;
  /** Size of a query and of a key. */
  readonly headSize: number;
  readonly valueSize: number;
  readonly projection: AttentionProjection;
  readonly output: Linear;
  readonly queryNorm: HeadNorm | null;
  readonly keyNorm: HeadNorm | null;
  readonly rotary: Rotary | null;
  readonly positionBias: PositionBias | null;
  /** Factor on q·k. */
  readonly scale: number;
  /** c of c·tanh(scores / c); null for none. */
  readonly softcap: number | null;
  /** Number of visible keys, including the token's own; null for all. */
  readonly window: number | null;
  /** float[heads]: an additional score per head that is part of the softmax and then dropped; null for none. */
  readonly sinks: string | null;
  /** Queries, keys and values are clipped to ±c; null for none. */
  readonly clip: number | null;
}

/** ALiBi: scores get an added scale · slope of the head · position of the key. */
export interface PositionBias {
  /** float64[heads] */
  readonly slopes: readonly number[];
  readonly scale: number;
  /** Slope, and slope times position, are rounded to bfloat16. */
  readonly isRounded: boolean;
}

/**
 * Queries, keys and values: three matrices, or one matrix whose outputs are in this order:
 * rows: [all queries, all keys, all values];
 * per-head: for each head its query, key and value;
 * grouped: for each key head its queries, its key and its value.
 */
export type AttentionProjection =
  | { readonly kind: 'separate'; readonly query: Linear; readonly key: Linear; readonly value: Linear }
  | { readonly kind: 'fused'; readonly linear: Linear; readonly order: 'rows' | 'per-head' | 'grouped' }
  | LatentProjection;

/**
 * Multi-head latent attention (DeepSeek-V2, arXiv 2405.04434, eq. 9 to 19). Only the last `rotary.size` dimensions of queries and keys are rotated, and
 * all heads share that part of the key.
 *
 *   q = Query(x): per head [plain, rotated]   [c, r] = compress x   Expand(norm c): per head [key, value]   k = [key, r]
 */
export interface LatentProjection {
  readonly kind: 'latent';
  /** One matrix, or a compression, its norm, and an expansion. */
  readonly query: Linear | { readonly compress: Linear; readonly norm: Norm; readonly expand: Linear };
  /** To [latent, rotated part of the key]. */
  readonly compress: Linear;
  readonly norm: Norm;
  /** From the latent to each head's plain part of the key, then its value. */
  readonly expand: Linear;
}

/** Norm of queries or keys: per head with one weight for all heads, per head with its own row of the weights, or over all heads together. */
export interface HeadNorm {
  readonly norm: Norm;
  readonly over: 'head' | 'own-head' | 'all-heads';
  /** For own-head, if each head's weight is a separate tensor; otherwise null. */
  readonly weights: readonly string[] | null;
}

export interface Rotary {
  /** Number of leading dimensions of a head that are rotated. */
  readonly size: number;
  /** Pairs are (2i, 2i+1); otherwise (i, i + size/2). */
  readonly isInterleaved: boolean;
  readonly frequencies: RotaryFrequencies;
  /** Factor on cosines and sines; 1 for none. */
  readonly magnitude: number;
}

/** float64[size / 2] radians per position. */
export type RotaryFrequencies =
  | { readonly kind: 'fixed'; readonly inverse: readonly number[] }
  /** One table up to `length` tokens, another one beyond. */
  | { readonly kind: 'by-length'; readonly length: number; readonly short: readonly number[]; readonly long: readonly number[] }
  /** base grows with the length L beyond `length`: base · (factor · L / length − (factor − 1))^(size / (size − 2)). */
  | { readonly kind: 'dynamic'; readonly size: number; readonly base: number; readonly factor: number; readonly length: number };

export type Activation = 'silu' | 'gelu' | 'gelu-tanh' | 'quick-gelu' | 'relu' | 'relu-squared' | 'tanh' | 'identity';

/** An MLP that every token of its input passes. */
export type SingleMlp = GatedMlp | FusedGatedMlp | PlainMlp;

export type Mlp = SingleMlp | Experts;

/** down(activation(gate x) · up x) */
export interface GatedMlp {
  readonly kind: 'gated';
  readonly gate: Linear;
  readonly up: Linear;
  readonly down: Linear;
  readonly activation: Activation;
  /** As in FusedGatedMlp; absent if the activation is plain. */
  readonly clampedSwiglu?: number | null;
}

/** As gated, gate and up in one matrix: its first half is the gate (rows), or its even outputs are (interleaved). */
export interface FusedGatedMlp {
  readonly kind: 'fused-gated';
  readonly gateUp: Linear;
  readonly order: 'rows' | 'interleaved';
  readonly down: Linear;
  readonly activation: Activation;
  /** gpt-oss: gate ≤ c, |up| ≤ c, and (up + 1) · gate · sigmoid(1.702 · gate) instead of the activation; otherwise null. */
  readonly clampedSwiglu: number | null;
}

/** down(activation(up x)) */
export interface PlainMlp {
  readonly kind: 'plain';
  readonly up: Linear;
  readonly down: Linear;
  readonly activation: Activation;
}

/** A router that sends each token to some of many experts. */
export interface Experts {
  readonly kind: 'experts';
  readonly router: Linear;
  /** Experts per token. */
  readonly selected: number;
  /**
   * How the router's scores become weights. softmax-topk: probabilities over all experts, of which the largest are selected. topk-softmax: softmax over
   * the largest scores. sigmoid-topk: the sigmoid of each score, of which the largest are selected.
   */
  readonly order: 'softmax-topk' | 'topk-softmax' | 'sigmoid-topk';
  /** float[experts]: added where experts are selected, not to their weights (DeepSeek-V3, arXiv 2412.19437, eq. 16); null for none. */
  readonly selectionBias: string | null;
  /** Experts are selected only from the best groups; null if all experts compete. */
  readonly groups: ExpertGroups | null;
  /** The selected weights are divided by their sum plus this epsilon, or by at least `floor`; null if they stay as they are. */
  readonly renormalization: { readonly epsilon: number; readonly floor: number } | null;
  /** Factor on the selected weights; 1 for none. */
  readonly scale: number;
  readonly experts: readonly SingleMlp[];
  /** A shared expert for all tokens, multiplied by the sigmoid of its gate if it has one; null for none. */
  readonly shared: { readonly mlp: SingleMlp; readonly gate: Linear | null } | null;
}

/** `count` groups of consecutive experts, of which the best `selected` stay; a group is ranked by its best expert, or by the sum of its two best. */
export interface ExpertGroups {
  readonly count: number;
  readonly selected: number;
  readonly rankedBy: 'best' | 'two-best';
}
