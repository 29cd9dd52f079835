import type { CodedWeights } from './coded-weights.ts';

/** Where the weights of a graph lie. */
export interface ModelWeights {
  /** The folder from which ONNX Runtime maps them. */
  readonly folder: string;
  /** Weights that are stored as codes, whose graph names them as floats (DECODED_FILE); null where all weights are stored as floats. */
  readonly coded: CodedWeights | null;
}

/** The weights of a graph that has none outside itself. */
export const NO_WEIGHTS: ModelWeights = { folder: '.', coded: null };
