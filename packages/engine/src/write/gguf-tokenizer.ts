import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  findPreTokenizerName,
  type GgufTokenizer,
  isObject,
  listGgufTokenizer,
  PRE_TOKENIZER_TEXT,
  readSentencePiece,
  type TextDecoderFacts,
} from '@lamina/checkpoints';
import { readJson, withFile } from '../model/files/read-files.ts';
import type { ModelSource } from '../model/locate/model-source.ts';
import { loadTokenizer } from '../model/tokenizer/tokenizer.ts';

/** The tokenizer of a folder, as its GGUF file states it. */
export function readGgufTokenizer(
  source: ModelSource,
  { config: model, decoder, architecture }: Pick<TextDecoderFacts, 'config' | 'decoder'> & { readonly architecture: string },
): GgufTokenizer {
  const { folder, tokenizerPath } = source;
  const tokenizer = tokenizerPath === null ? null : readJson(tokenizerPath);
  const config = readJson(join(folder, 'tokenizer_config.json'));
  const piecesPath = join(folder, 'tokenizer.model');
  const pieces = existsSync(piecesPath) ? withFile(piecesPath, (file) => readSentencePiece(file, basename(piecesPath))) : null;
  const isByteBpe = isObject(tokenizer?.model) && tokenizer.model.type === 'BPE' && tokenizer.model.byte_fallback !== true;
  return listGgufTokenizer({
    tokenizer,
    config,
    pieces,
    model,
    architecture,
    chatTemplate: findTemplate(folder, config),
    vocabularySize: decoder.vocabularySize,
    preTokenizer: pieces === null && isByteBpe ? findPreTokenizer(source) : undefined,
  });
}

function findPreTokenizer(source: ModelSource): string | undefined {
  const ids = loadTokenizer(source).encode(PRE_TOKENIZER_TEXT);
  return findPreTokenizerName(
    createHash('sha256')
      .update(`[${ids.join(', ')}]`)
      .digest('hex'),
  );
}

/** The chat template where the converter looks for it. Of several, the one called default. */
function findTemplate(folder: string, { chat_template: stated }: Readonly<Record<string, unknown>>): string | null {
  const path = join(folder, 'chat_template.jinja');
  const beside = existsSync(path) ? readFileSync(path, 'utf8') : readJson(join(folder, 'chat_template.json')).chat_template;
  const template = stated ?? beside;
  if (typeof template === 'string') return template;
  const named: readonly unknown[] = Array.isArray(template) ? template : [];
  const found = named.find((one) => isObject(one) && one.name === 'default');
  return isObject(found) && typeof found.template === 'string' ? found.template : null;
}
