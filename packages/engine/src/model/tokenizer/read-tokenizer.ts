import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describeGgufTokenizer, describeSentencePieceFolder, readSentencePiece, type TokenizerDescription } from '@lamina/checkpoints';
import { AppError } from '@lamina/errors';
import { openFileSource } from '../files/file-source.ts';
import { withGguf } from '../files/with-gguf.ts';
import { type ModelSource, readJson } from '../locate/model-source.ts';

/** The tokenizer of a model, and the file from which it was read. */
export interface ReadTokenizer {
  readonly description: TokenizerDescription;
  readonly path: string;
}

/**
 * Reads the tokenizer of a model: from the vocabulary in a GGUF file, or else from tokenizer.json, or else from tokenizer.model (SentencePiece) of its
 * folder.
 *
 * @throws AppError TOKENIZER_MISSING where there is none; FILE_UNREADABLE, MODEL_MALFORMED or MODEL_UNSUPPORTED where it cannot be read.
 */
export function readTokenizer(source: ModelSource): ReadTokenizer {
  const found = findGgufTokenizer(source) ?? findTokenizerJson(source) ?? findSentencePiece(source);
  if (found !== undefined) return found;
  throw new AppError(
    'TOKENIZER_MISSING',
    `${source.folder} holds no tokenizer.json, which text needs; put it there, or give token ids with --ids`,
  );
}

function findGgufTokenizer({ format, path }: ModelSource): ReadTokenizer | undefined {
  if (format !== 'gguf') return undefined;
  const description = withGguf(path, ({ gguf }) => describeGgufTokenizer(gguf));
  return description === null ? undefined : { description, path };
}

function findTokenizerJson({ folder, tokenizerPath: path }: ModelSource): ReadTokenizer | undefined {
  return path === null ? undefined : { description: { tokenizer: readJson(path), config: readConfig(folder) }, path };
}

function findSentencePiece({ folder }: ModelSource): ReadTokenizer | undefined {
  const path = join(folder, 'tokenizer.model');
  if (!existsSync(path)) return undefined;
  const file = openFileSource(path);
  try {
    return { description: describeSentencePieceFolder(readSentencePiece(file, basename(path)), readConfig(folder)), path };
  } finally {
    file.close();
  }
}

function readConfig(folder: string): TokenizerDescription['config'] {
  return readJson(join(folder, 'tokenizer_config.json'));
}
