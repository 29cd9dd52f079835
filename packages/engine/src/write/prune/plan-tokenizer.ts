import { AppError } from '@lamina/errors';
import type { OpenedModel } from '../../model/open/open-model.ts';
import { readTokenizer } from '../../model/tokenizer/read-tokenizer.ts';
import type { PlannedFile } from '../planned-file.ts';

/** The files of a tokenizer that has no file of its own, and a note on what could not be written. */
export interface TokenizerFiles {
  readonly files: readonly PlannedFile[];
  readonly notes: readonly string[];
}

/** Of a model that needs none, or whose form holds it. */
export const NO_TOKENIZER: TokenizerFiles = { files: [], notes: [] };

/** tokenizer.json and tokenizer_config.json from the vocabulary inside a GGUF file, for formats that contain none. Other models have these files. */
export function planTokenizerFiles({ source }: OpenedModel): TokenizerFiles {
  if (source.format !== 'gguf' || source.tokenizerPath !== null) return NO_TOKENIZER;
  try {
    const { tokenizer, config } = readTokenizer(source).description;
    return { files: [textFile('tokenizer.json', tokenizer), textFile('tokenizer_config.json', config)], notes: [] };
  } catch (failure) {
    if (!(failure instanceof AppError)) throw failure;
    return { files: [], notes: [`the tokenizer could not be written: ${failure.message}`] };
  }
}

/** On one line: a vocabulary has hundreds of thousands of entries. */
function textFile(path: string, value: unknown): PlannedFile {
  return { path, kind: 'text', text: `${JSON.stringify(value)}\n` };
}
