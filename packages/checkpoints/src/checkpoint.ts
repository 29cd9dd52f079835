import type { PackableMatrix } from './forms/packed-form.ts';

/**
 * Element and block types of stored tensors: those of safetensors, and the quantized types of GGUF with their names in ggml.h. PACKED stands
 * for several tensors of a safetensors file that hold one weight (packed/).
 */
export type StoredType =
  | 'F64'
  | 'F32'
  | 'F16'
  | 'BF16'
  | 'I64'
  | 'I32'
  | 'I16'
  | 'I8'
  | 'U8'
  | 'BOOL'
  | 'F8_E4M3'
  | 'F8_E5M2'
  | 'Q4_0'
  | 'Q4_1'
  | 'Q5_0'
  | 'Q5_1'
  | 'Q8_0'
  | 'Q2_K'
  | 'Q3_K'
  | 'Q4_K'
  | 'Q5_K'
  | 'Q6_K'
  | 'IQ4_NL'
  | 'IQ4_XS'
  | 'TQ1_0'
  | 'TQ2_0'
  | 'MXFP4'
  | 'PACKED';

/** One tensor of a checkpoint: a byte range of one of its files. */
export interface StoredTensor {
  /** Name in the file. */
  readonly name: string;
  /** Dimensions, outermost first, as in PyTorch. */
  readonly dims: readonly number[];
  readonly type: StoredType;
  /** File that holds the bytes, relative to the folder of the checkpoint. */
  readonly file: string;
  /** First byte in that file. */
  readonly offset: number;
  readonly sizeBytes: number;
  /** How a packed weight is decoded; only PACKED, and its decoded form. */
  readonly packed?: Packed;
}

/** Bytes of a stored tensor; `start` and `length` in bytes, default all. */
export type ReadTensor = (tensor: StoredTensor, start?: number, length?: number) => Uint8Array;

/** A weight that lies in several stored tensors: codes, scales, and more. */
export interface Packed {
  /** The decoded values in row-major order, in pieces of at most some megabytes where the packing allows it. */
  readonly decode: (read: ReadTensor) => Iterable<Float32Array>;
  /** The weight as a matrix for products; null where its rows cannot be divided into blocks with one scale. */
  readonly open: (read: ReadTensor) => PackableMatrix | null;
  /** The stored tensor that makes every value 0 if its bytes are 0. */
  readonly silencedBy: string;
}

/** A parsed JSON object, such as config.json. */
export type Json = Readonly<Record<string, unknown>>;

/** A stored model: its config with transformers' keys, and the location of its weights. */
export interface Checkpoint {
  readonly format: 'safetensors' | 'gguf';
  /** config.json; for a GGUF file, the same facts from its metadata. */
  readonly config: Json;
  /** Tensors by the names that transformers gives them. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Differences between the stored values and those of transformers. */
  readonly layout: StoredLayout;
}

/** Differences between the stored weights and those of transformers; all false for safetensors. */
export interface StoredLayout {
  /** Rows of the query and key projections are permuted for interleaved rotary embedding (GGUF files of the llama architecture). */
  readonly interleavedRotary: boolean;
  /** Norm weights already contain the 1 that the architecture adds (GGUF files of the gemma architectures). */
  readonly normsIncludeOne: boolean;
  /** Rows of a fused query_key_value are all queries, then all keys, then all values, independent of the architecture's own order (GGUF). */
  readonly fusedByRows: boolean;
  /** Weights that transformers stores as [in, out] (GPT-2's Conv1D) are stored as [out, in] (GGUF). */
  readonly transposedLinears: boolean;
  /** Decays of state spaces and delta nets are stored as −exp(A), where transformers stores A; some of their tensors have other extents of 1 (GGUF). */
  readonly decayRates: boolean;
  /** Value heads of delta nets are ordered with key heads innermost (GGUF files of Qwen 3.5). */
  readonly tiledHeads: boolean;
  /** Names in the file, each with the name that transformers gives to the tensor (TensorNames); null if the names are those of transformers. */
  readonly names: Readonly<Record<string, string>> | null;
}

/** The layout of transformers, and so of every safetensors file. */
export const TRANSFORMERS_LAYOUT: StoredLayout = {
  interleavedRotary: false,
  normsIncludeOne: false,
  fusedByRows: false,
  transposedLinears: false,
  decayRates: false,
  tiledHeads: false,
  names: null,
};
