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
  /** The most tokens of a text for which this is the model's computation; absent: any number. */
  readonly longestText?: number;
  /** Stored parameters of blocks that no graph reads: they compute nothing on texts of at most that many tokens, or follow from others; absent: none. */
  readonly idle?: RegExp;
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
  /** An input of its own for each block; absent: none. */
  readonly perLayer?: PerLayerEmbedding;
}

/**
 * Embeddings per block (Gemma 3n and 4). Every block has P values of each token; x = the token's scaled embedding.
 *
 *   input_i = (norm(projectionScale · projection(x))_i + scale · table[token]_i) / √2
 */
export interface PerLayerEmbedding {
  /** table: float[rows, L · P] */
  readonly weight: string;
  readonly rows: number;
  readonly scale: number;
  /** From d to L · P. */
  readonly projection: Linear;
  readonly projectionScale: number;
  readonly norm: Norm;
  /** P */
  readonly size: number;
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

/** One block. A norm is null if the architecture does not have it. a = mixer, m = MLP. */
export interface DecoderBlock {
  /** The part through which tokens read each other; null if the block has none. Only sequential blocks can lack one of mixer and MLP. */
  readonly mixer: Mixer | null;
  readonly mlp: Mlp | null;
  /**
   * sequential: h += a(n₁ h); h += m(n₂ h). parallel: h += a(n₁ h) + m(n₂ h), and n₁ for both where n₂ is null.
   * post-norm: h = n₁(h + a(h)); h = n₂(h + m(h)). normed: h = n₁ h; h = α h + β a(h); h = n₂ h; h = α h + β m(h).
   */
  readonly residual: 'sequential' | 'parallel' | 'post-norm' | 'normed';
  readonly mixerNorm: Norm | null;
  readonly mlpNorm: Norm | null;
  /** Norm of the mixer's output, before it is added. */
  readonly mixerOutputNorm: Norm | null;
  readonly mlpOutputNorm: Norm | null;
  /** Normed blocks have α and β of mixer and MLP; null: all are 1. */
  readonly factors: { readonly mixer: ResidualFactors; readonly mlp: ResidualFactors } | null;
  /** Factor on both added outputs; 1 for none. */
  readonly residualScale: number;
  /** After both: h += norm(projection(activation(gate h) · input of the block)); null for none. */
  readonly perLayer: { readonly gate: Linear; readonly activation: Activation; readonly projection: Linear; readonly norm: Norm } | null;
  /** float[1]: a factor on the stream at the end of the block; null for none. */
  readonly streamScale: string | null;
}

export interface ResidualFactors {
  /** α */
  readonly stream: number;
  /** β */
  readonly added: number;
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

/** A part through which tokens read those before them. */
export type Mixer = Attention | DeltaNet | Lightning | Mamba | Mamba2 | ShortConvolution | SideBySide;

export interface Attention {
  readonly kind: 'attention';
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
  readonly valueNorm: HeadNorm | null;
  /** True if queries and keys are rotated before their norms. */
  readonly normsFollowRotary: boolean;
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
  /** The mixed values are multiplied by the sigmoid of a gate; null for none. in-query: each head of the query projection is [query, gate]. */
  readonly gate: Linear | 'in-query' | null;
  /** Factor on the values; 1 for none. */
  readonly valueScale: number;
  /** Norm of the mixed values of all heads, before the output projection; null for none. */
  readonly mixedNorm: Norm | null;
  /** Queries are multiplied by 1 + rate · ln(1 + ⌊position / length⌋); null for none. */
  readonly queryGrowth: { readonly rate: number; readonly length: number } | null;
}

/** The weight A, or −exp(A). */
export interface Decay {
  readonly weight: string;
  readonly isRate: boolean;
}

/** Depthwise causal convolution over time: y_t = activation(Σ_j w_j · u_{t−K+1+j} + bias). */
export interface Convolution {
  /** float[channels, 1, K], or tensors that together have that many channels. */
  readonly weight: string | readonly { readonly name: string; readonly channels: number }[];
  readonly bias: string | null;
  readonly channels: number;
  /** K */
  readonly kernel: number;
  readonly activation: Activation;
}

/** expand(reduce x) */
export interface LowRank {
  readonly reduce: Linear;
  readonly expand: Linear;
}

/** One matrix whose rows are ordered by key head. */
export interface GroupedRows {
  readonly kind: 'grouped';
  readonly linear: Linear;
}

/**
 * Gated delta net (arXiv 2412.06464, eq. 10), and Kimi's, whose g is a vector (arXiv 2510.26692). R = valueHeads / keyHeads consecutive value heads
 * share a key head.
 *
 *   q, k, v = convolution([q, k, v])   q = q / |q| / √keySize   k = k / |k|   β = updateScale · σ(b)   g = −exp(A) · softplus(a + bias)
 *   S ← exp(g) S;  S ← S + k (β (v − Sᵀ k))ᵀ;  y = norm(Sᵀ q) · gateActivation(z)
 */
export interface DeltaNet {
  readonly kind: 'delta-net';
  readonly keyHeads: number;
  readonly valueHeads: number;
  readonly keySize: number;
  readonly valueSize: number;
  /** separate: q, k and v of all heads in one matrix or in three, and z. grouped: for each key head its q, its k, R·v and R·z. */
  readonly values: { readonly kind: 'separate'; readonly queryKeyValue: readonly Linear[]; readonly gate: Linear | LowRank } | GroupedRows;
  /** separate: b and a of all heads. grouped: for each key head R·b and R·a. */
  readonly controls: { readonly kind: 'separate'; readonly update: Linear; readonly decay: Linear | LowRank } | GroupedRows;
  /** True if value head h has key head h mod keyHeads, and not ⌊h / R⌋ (GGUF). */
  readonly isTiled: boolean;
  readonly convolution: Convolution;
  /** A: float[valueHeads] */
  readonly decay: Decay;
  /** bias: float[valueHeads], or float[valueHeads · keySize] */
  readonly decayBias: string;
  /** True if a, bias and g have a value for each key dimension of a head. */
  readonly decaysByRow: boolean;
  readonly updateScale: number;
  readonly gateActivation: 'silu' | 'sigmoid';
  /** The norm of each value head, before the gate. */
  readonly norm: Norm;
  readonly output: Linear;
}

/**
 * Lightning attention (arXiv 2405.17381).
 *
 *   per head [q, k, v] = activation(input)   S ← exp(−slope) S + k vᵀ;  y = norm(Sᵀ q) · σ(gate)
 */
export interface Lightning {
  readonly kind: 'lightning';
  readonly heads: number;
  readonly headSize: number;
  readonly input: Linear;
  readonly activation: Activation;
  /** float[heads] */
  readonly slopes: string;
  /** Over all heads. */
  readonly norm: Norm;
  readonly gate: Linear;
  readonly output: Linear;
}

/**
 * Mamba 2 (arXiv 2405.21060). heads / groups consecutive heads share B and C.
 *
 *   [z, x, B, C, dt] = input   x, B, C = convolution([x, B, C])   dt = softplus(dt + bias)
 *   S ← exp(−exp(A) dt) S + dt x Bᵀ;  y = S C + D x;  y = norm(y · silu(z)), for each of the groups
 */
export interface Mamba2 {
  readonly kind: 'mamba2';
  readonly heads: number;
  readonly headSize: number;
  readonly groups: number;
  readonly stateSize: number;
  readonly input: Linear;
  /** Factors on z, x, B, C and dt; null for none. */
  readonly multipliers: readonly number[] | null;
  readonly convolution: Convolution;
  /** A: float[heads] */
  readonly decay: Decay;
  /** D and bias: float[heads] each */
  readonly skip: string;
  readonly stepBias: string;
  /** Bounds of dt; null for none. */
  readonly stepLimits: readonly [least: number, most: number] | null;
  /** Null: only the gate. */
  readonly norm: Norm | null;
  readonly isNormedBeforeGate: boolean;
  readonly output: Linear;
}

/**
 * Mamba (arXiv 2312.00752).
 *
 *   [x, z] = input   x = convolution(x)   [dt, B, C] = norms(parameters(x))   dt = softplus(step(dt))
 *   S ← exp(−exp(A) dt) S + dt x Bᵀ;  y = (S C + D x) · silu(z)
 */
export interface Mamba {
  readonly kind: 'mamba';
  readonly stateSize: number;
  readonly input: Linear;
  readonly convolution: Convolution;
  readonly parameters: Linear;
  /** Norms of dt, B and C; null for none. */
  readonly norms: { readonly step: Norm; readonly input: Norm; readonly output: Norm } | null;
  readonly step: Linear;
  /** A: float[channels, stateSize] */
  readonly decay: Decay;
  /** float[channels] */
  readonly skip: string;
  readonly output: Linear;
}

/** [b, c, v] = input;  y = output(c · convolution(b · v)) */
export interface ShortConvolution {
  readonly kind: 'convolution';
  readonly input: Linear;
  readonly convolution: Convolution;
  readonly output: Linear;
}

/** Mixers that read the same input, and whose outputs are added. */
export interface SideBySide {
  readonly kind: 'side-by-side';
  readonly parts: readonly { readonly mixer: SingleMixer; readonly inputScale: number; readonly outputScale: number }[];
}

export type SingleMixer = Exclude<Mixer, SideBySide>;

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
  | SharedProjection
  | LatentProjection;

/** Only queries: keys and values are those of an earlier block. */
export interface SharedProjection {
  readonly kind: 'shared';
  readonly query: Linear;
  /** The number of that block. */
  readonly keysOf: number;
}

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
  /** If the expansion is stored in two tensors, for the keys float[heads, latent, plain] and for the values float[heads, value, latent]; otherwise null. */
  readonly split: { readonly key: string; readonly value: string } | null;
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
  /** One table up to `length` tokens; beyond, another one, whose magnitude is `growth` times that of the first. */
  | {
      readonly kind: 'by-length';
      readonly length: number;
      readonly short: readonly number[];
      readonly long: readonly number[];
      readonly growth: number;
    }
  /** base grows with the length L beyond `length`: base · (factor · L / length − (factor − 1))^(size / (size − 2)). */
  | { readonly kind: 'dynamic'; readonly size: number; readonly base: number; readonly factor: number; readonly length: number };

export type Activation = 'silu' | 'sigmoid' | 'gelu' | 'gelu-tanh' | 'quick-gelu' | 'relu' | 'relu-squared' | 'tanh' | 'identity';

/** An MLP that every token of its input passes. */
export type SingleMlp = GatedMlp | FusedGatedMlp | PlainMlp;

export type Mlp = SingleMlp | Experts | MlpSum;

/** down(activation(gate x) · up x) */
export interface GatedMlp {
  readonly kind: 'gated';
  readonly gate: Linear;
  readonly up: Linear;
  readonly down: Linear;
  readonly activation: Activation;
  /** As in FusedGatedMlp; absent if the activation is plain. */
  readonly clampedSwiglu?: FusedGatedMlp['clampedSwiglu'];
  /** Norm of what the last matrix reads; absent: none. */
  readonly innerNorm?: Norm;
  /** Factors on the gate before its activation, and on the MLP's output; absent: 1. */
  readonly gateScale?: number;
  readonly outputScale?: number;
}

/** As gated, gate and up in one matrix: its first half is the gate (rows), or its even outputs are (interleaved). */
export interface FusedGatedMlp {
  readonly kind: 'fused-gated';
  readonly gateUp: Linear;
  readonly order: 'rows' | 'interleaved';
  readonly down: Linear;
  readonly activation: Activation;
  /** gpt-oss: gate ≤ limit, |up| ≤ limit, and (up + 1) · gate · sigmoid(slope · gate) instead of the activation; otherwise null. */
  readonly clampedSwiglu: { readonly limit: number; readonly slope: number } | null;
}

/** down(activation(up x)) */
export interface PlainMlp {
  readonly kind: 'plain';
  readonly up: Linear;
  readonly down: Linear;
  readonly activation: Activation | Xielu;
}

/**
 * An activation with learned numbers (arXiv 2411.13010), stored under `place` as alpha_p, alpha_n, beta and eps:
 *
 *   x > 0: softplus(αₚ) x² + β x    else: (exp(min(x, eps)) − 1 − x) (β + softplus(αₙ)) + β x
 */
export interface Xielu {
  readonly kind: 'xielu';
  readonly place: string;
}

/** Feed-forwards that read the stream by themselves, and whose outputs are added (Gemma 4). */
export interface MlpSum {
  readonly kind: 'sum';
  readonly parts: readonly { readonly norm: Norm; readonly mlp: SingleMlp | Experts; readonly outputNorm: Norm }[];
}

/** A router that sends each token to some of many experts. */
export interface Experts {
  readonly kind: 'experts';
  readonly router: Linear;
  /** The router reads the stream itself, divided by its root mean square, times `weight` and `factor`; null: it reads what the experts read. */
  readonly routerScale: { readonly weight: string; readonly factor: number; readonly eps: number } | null;
  /** Experts per token. */
  readonly selected: number;
  /**
   * How the router's scores become weights. softmax-topk: probabilities over all experts, of which the largest are selected. topk-softmax: softmax over
   * the largest scores. sigmoid-topk: the sigmoid of each score, of which the largest are selected. sparse-mixer: the share of each of the two largest
   * scores among the scores that are not left out, without those selected before (arXiv 2409.12136): s is left out where
   * (largest − s) / max(|s|, largest) > 2 · jitter.
   */
  readonly order: 'softmax-topk' | 'topk-softmax' | 'sigmoid-topk' | 'sparse-mixer';
  readonly jitter: number;
  /** float[experts]: added where experts are selected, not to their weights (DeepSeek-V3, arXiv 2412.19437, eq. 16); null for none. */
  readonly selectionBias: string | null;
  /** True if the bias is stored as float[1, experts]; absent: float[experts]. */
  readonly isBiasRow?: boolean;
  /** Experts are selected only from the best groups; null if all experts compete. */
  readonly groups: ExpertGroups | null;
  /** The selected weights are divided by their sum plus this epsilon, or by at least `floor`; null if they stay as they are. */
  readonly renormalization: { readonly epsilon: number; readonly floor: number } | null;
  /** Factor on the selected weights; 1 for none. */
  readonly scale: number;
  /** float[experts]: factors on the selected weights; null for none. */
  readonly expertScales: string | null;
  readonly experts: readonly SingleMlp[];
  /** If the experts read a projection of their input: that projection, and the one of their sum; null for none. */
  readonly latent: LowRank | null;
  /** A shared expert for all tokens, multiplied by the sigmoid of its gate if it has one; null for none. */
  readonly shared: { readonly mlp: SingleMlp; readonly gate: Linear | null } | null;
}

/** `count` groups of consecutive experts, of which the best `selected` stay; a group is ranked by its best expert, or by the sum of its two best. */
export interface ExpertGroups {
  readonly count: number;
  readonly selected: number;
  readonly rankedBy: 'best' | 'two-best';
}
