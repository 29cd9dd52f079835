import type { Json, StoredLayout } from '../../checkpoint.ts';
import type { GgufFacts } from '../gguf-facts.ts';
import type { TensorNames } from '../tensor-names.ts';

/** A GGUF model in transformers' terms. */
export interface GgufDescription {
  /** config.json without `model_type`. */
  readonly config: Json;
  readonly modelType: string;
  readonly names: TensorNames;
  /** The flags of StoredLayout that are set. */
  readonly layout?: Partial<StoredLayout>;
}

export type Describe = (facts: GgufFacts) => GgufDescription;
