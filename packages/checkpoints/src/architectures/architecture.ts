import type { StoredLayout } from '../checkpoint.ts';
import type { ConfigReader } from './config-reader.ts';
import type { Decoder } from './decoder.ts';

/** How one architecture of transformers is told from its config. */
export interface Architecture {
  /** `model_type` of config.json. */
  readonly modelTypes: readonly string[];
  /** What transformers puts before the names of everything but the head, such as `model.`; files may leave it out. */
  readonly prefix: string;
  /** The decoder that a config describes. @throws AppError for values that are missing or not supported, naming key and value. */
  readonly describe: (config: ConfigReader, layout: StoredLayout) => Decoder;
}
