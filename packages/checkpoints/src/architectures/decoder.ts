/**
 * What a decoder computes, as data: descriptions of architectures make one from a config, and the graph builder reads nothing else. Weights
 * are named as transformers names them. B = batch, S = tokens, d = hidden size.
 */
export interface Decoder {
  readonly vocabularySize: number;
  /** d */
  readonly hiddenSize: number;
  readonly embedding: Embedding;
  readonly blocks: readonly DecoderBlock[];
  /** Between the last block and the head; null where there is none. */
  readonly finalNorm: Norm | null;
  readonly head: Head;
  /** Stored tensors that are no parameters: masks and rotary tables that older versions saved, unused heads. */
  readonly ignored: readonly RegExp[];
}

export interface Embedding {
  /** float[vocabulary, width] */
  readonly weight: string;
  /** What token embeddings are multiplied by; 1 for none. */
  readonly scale: number;
  /** Learned positions, added to the tokens' embeddings: row `position + offset` of float[rows, d]. */
  readonly positions: { readonly weight: string; readonly rows: number; readonly offset: number } | null;
  /** From the embedding's width to d, before positions are added. */
  readonly projection: Linear | null;
  /** Of the sum, before the first block. */
  readonly norm: Norm | null;
}

export interface Head {
  /** From d to the head's width. */
  readonly projection: Linear | null;
  /** float[vocabulary, width]; the embedding's name where they are tied. */
  readonly weight: string;
  readonly bias: string | null;
  /** What logits are multiplied by; 1 for none. */
  readonly scale: number;
  /** c of c·tanh(logits / c); null for none. */
  readonly softcap: number | null;
  /** Rows of the weight are divided by their length (Baichuan 2). */
  readonly isNormalized: boolean;
}

/** One block. Norms are null where the architecture has none in that place. */
export interface DecoderBlock {
  readonly attention: Attention;
  readonly mlp: Mlp;
  /**
   * sequential: h += a(n₁ h); h += m(n₂ h). parallel: h += a(n₁ h) + m(n₂ h), and n₁ for both where n₂ is null.
   * post-norm: h = n₁(h + a(h)); h = n₂(h + m(h)). normed: h = n₁ h; h += a(h); h = n₂ h; h += m(h).
   */
  readonly residual: 'sequential' | 'parallel' | 'post-norm' | 'normed';
  readonly attentionNorm: Norm | null;
  readonly mlpNorm: Norm | null;
  /** Norm of what attention adds, before it is added. */
  readonly attentionOutputNorm: Norm | null;
  readonly mlpOutputNorm: Norm | null;
  /** What both additions are multiplied by; 1 for none. */
  readonly residualScale: number;
}

export interface Norm {
  /** rms: x / √(mean x² + eps). layer: (x − mean) / √(variance + eps). */
  readonly kind: 'rms' | 'layer';
  readonly eps: number;
  /** null: no weight. */
  readonly weight: string | null;
  readonly bias: string | null;
  /** The weight counts from −1: multiply by 1 + weight. */
  readonly addsOne: boolean;
}

export interface Linear {
  readonly weight: string;
  readonly bias: string | null;
  /** out-in: float[out, in], as nn.Linear stores it. in-out: float[in, out], as GPT-2's Conv1D does. */
  readonly layout: 'out-in' | 'in-out';
  readonly inputs: number;
  readonly outputs: number;
  /** The matrix is one of several that one tensor stacks along a first extent (experts); absent where the tensor is the matrix. */
  readonly part?: { readonly index: number; readonly of: number };
}

export interface Attention {
  readonly heads: number;
  /** Heads of keys and values; head h of the queries reads key head ⌊h · keyHeads / heads⌋. */
  readonly keyHeads: number;
  readonly headSize: number;
  readonly projection: AttentionProjection;
  readonly output: Linear;
  readonly queryNorm: HeadNorm | null;
  readonly keyNorm: HeadNorm | null;
  readonly rotary: Rotary | null;
  readonly positionBias: PositionBias | null;
  /** What q·k is multiplied by. */
  readonly scale: number;
  /** c of c·tanh(scores / c); null for none. */
  readonly softcap: number | null;
  /** Keys seen, the token's own included; null for all. */
  readonly window: number | null;
  /** float[heads]: a further score per head that takes part in the softmax and is dropped; null for none. */
  readonly sinks: string | null;
  /** Queries, keys and values are clipped to ±c; null for none. */
  readonly clip: number | null;
}

/** ALiBi: scores grow by scale · slope of the head · place of the key. */
export interface PositionBias {
  /** float64[heads] */
  readonly slopes: readonly number[];
  readonly scale: number;
  /** Slope, and slope times place, are rounded to bfloat16. */
  readonly isRounded: boolean;
}

/**
 * Queries, keys and values: three matrices, or one whose outputs are ordered
 * rows: [all queries, all keys, all values];
 * per-head: for each head its query, key and value;
 * grouped: for each key head its queries, its key and its value.
 */
export type AttentionProjection =
  | { readonly kind: 'separate'; readonly query: Linear; readonly key: Linear; readonly value: Linear }
  | { readonly kind: 'fused'; readonly linear: Linear; readonly order: 'rows' | 'per-head' | 'grouped' };

/** Norm of queries or keys: of each head with one weight for all, of each head with its own row of the weights, or of all heads at once. */
export interface HeadNorm {
  readonly norm: Norm;
  readonly over: 'head' | 'own-head' | 'all-heads';
  /** For own-head where each head's weight is a tensor of its own; else null. */
  readonly weights: readonly string[] | null;
}

export interface Rotary {
  /** Leading dimensions of a head that turn. */
  readonly size: number;
  /** Pairs are (2i, 2i+1); otherwise (i, i + size/2). */
  readonly isInterleaved: boolean;
  readonly frequencies: RotaryFrequencies;
  /** What cosines and sines are multiplied by; 1 for none. */
  readonly magnitude: number;
}

/** float64[size / 2] radians per position. */
export type RotaryFrequencies =
  | { readonly kind: 'fixed'; readonly inverse: readonly number[] }
  /** One table up to `length` tokens, another beyond. */
  | { readonly kind: 'by-length'; readonly length: number; readonly short: readonly number[]; readonly long: readonly number[] }
  /** base grows with the length L beyond `length`: base · (factor · L / length − (factor − 1))^(size / (size − 2)). */
  | { readonly kind: 'dynamic'; readonly size: number; readonly base: number; readonly factor: number; readonly length: number };

export type Activation = 'silu' | 'gelu' | 'gelu-tanh' | 'quick-gelu' | 'relu' | 'relu-squared' | 'tanh' | 'identity';

export type Mlp = GatedMlp | FusedGatedMlp | PlainMlp | Experts;

/** down(activation(gate x) · up x) */
export interface GatedMlp {
  readonly kind: 'gated';
  readonly gate: Linear;
  readonly up: Linear;
  readonly down: Linear;
  readonly activation: Activation;
  /** As of FusedGatedMlp; absent where the activation is plain. */
  readonly clampedSwiglu?: number | null;
}

/** As gated, gate and up in one matrix: its first half is the gate (rows), or its even outputs are (interleaved). */
export interface FusedGatedMlp {
  readonly kind: 'fused-gated';
  readonly gateUp: Linear;
  readonly order: 'rows' | 'interleaved';
  readonly down: Linear;
  readonly activation: Activation;
  /** gpt-oss: gate ≤ c, |up| ≤ c, and (up + 1) · gate · sigmoid(1.702 · gate) in place of the activation; null elsewhere. */
  readonly clampedSwiglu: number | null;
}

/** down(activation(up x)) */
export interface PlainMlp {
  readonly kind: 'plain';
  readonly up: Linear;
  readonly down: Linear;
  readonly activation: Activation;
}

/** A router that gives each token to some of many experts. */
export interface Experts {
  readonly kind: 'experts';
  readonly router: Linear;
  /** Experts per token. */
  readonly selected: number;
  /** softmax-topk: probabilities of all experts, the largest taken. topk-softmax: softmax over the largest scores. */
  readonly order: 'softmax-topk' | 'topk-softmax';
  /** Whether the taken probabilities are divided by their sum. */
  readonly isRenormalized: boolean;
  readonly experts: readonly (GatedMlp | FusedGatedMlp)[];
  /** An expert of all tokens, times sigmoid of its gate where it has one; null for none. */
  readonly shared: { readonly mlp: GatedMlp; readonly gate: Linear | null } | null;
}
