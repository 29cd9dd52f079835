import type { StoredLayout, StoredTensor } from '../checkpoint.ts';
import type { ConfigReader } from './config-reader.ts';
import type { Decoder } from './decoder.ts';

/** How a config of one transformers architecture is read. */
export interface Architecture {
  /** `model_type` of config.json. */
  readonly modelTypes: readonly string[];
  /** Prefix of all tensor names except those of the head, such as `model.`; files may omit it. */
  readonly prefix: string;
  /**
   * The decoder for a config. Reads every key that it knows, whether or not another key has already decided: a key that was not read is refused.
   * @param tensors as the files name them, for the few sizes that no key states reliably
   * @throws AppError for missing or unsupported values, naming key and value.
   */
  readonly describe: (config: ConfigReader, layout: StoredLayout, tensors: ReadonlyMap<string, StoredTensor>) => Decoder;
}
