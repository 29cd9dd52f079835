import { Tokenizer } from '@huggingface/tokenizers';
import type { TokenizerDescription } from '@lamina/checkpoints';
import { AppError } from '@lamina/errors';
import type { TextEncoder } from '../../text/text-encoder.ts';
import type { ModelSource } from '../locate/model-source.ts';
import { readTokenizer } from './read-tokenizer.ts';

/** Loads the tokenizer of a model. @throws AppError as readTokenizer does; FILE_UNREADABLE. */
export function loadTokenizer(source: ModelSource): TextEncoder {
  const { description, path } = readTokenizer(source);
  const { config } = description;
  const tokenizer = createTokenizer(description, path);
  const textOf = (key: string): string | null => {
    const entry = config[key];
    return typeof entry === 'string'
      ? entry
      : typeof entry === 'object' && entry !== null && 'content' in entry
        ? String(entry.content)
        : null;
  };
  const idOf = (key: string): number | null => {
    const token = textOf(key);
    return token === null ? null : (tokenizer.token_to_id(token) ?? null);
  };
  const bosId = idOf('bos_token');
  const { model_max_length: maxLength } = config;
  return {
    bosId,
    eosId: idOf('eos_token'),
    prefixText: textOf('bos_token') ?? textOf('eos_token'),
    // transformers writes 1e30 for "no limit".
    maxLength: typeof maxLength === 'number' && Number.isSafeInteger(maxLength) ? maxLength : null,
    decode: (ids) => (ids.length === 0 ? '' : tokenizer.decode([...ids], { skip_special_tokens: true })),
    encode: (text, bos = 'auto') => {
      if (bos === 'auto') return tokenizer.encode(text, { add_special_tokens: true }).ids;
      const ids = tokenizer.encode(text, { add_special_tokens: false }).ids;
      if (bos === 'never') return ids;
      if (bosId === null)
        throw new AppError(
          'BAD_USER_INPUT',
          `the tokenizer of ${source.name} has no beginning-of-text token; use --bos auto or --bos never`,
        );
      return [bosId, ...ids];
    },
  };
}

function createTokenizer({ tokenizer, config }: TokenizerDescription, path: string): Tokenizer {
  try {
    return new Tokenizer({ ...tokenizer }, { ...config });
  } catch (cause) {
    throw new AppError(
      'FILE_UNREADABLE',
      `${path} is not a tokenizer this program can use: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}
