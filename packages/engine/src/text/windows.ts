import { createHash } from 'node:crypto';
import { AppError } from '@lamina/errors';

/** The input: texts (one document each), one long row of token ids, or rows of ids with an optional mask of right padding. */
export type ScoreInput =
  | { readonly texts: readonly string[] }
  | { readonly ids: readonly number[] }
  | { readonly inputIds: readonly (readonly number[])[]; readonly attentionMask?: readonly (readonly number[])[] | undefined };

export interface WindowOptions {
  readonly window: number;
  readonly stride: number;
  /** The largest number of windows, counted from the start. */
  readonly windows?: number | undefined;
  readonly bos: BosPolicy;
  /** What is done with the tokens after the last full window of a document: they are left out, or scored as a shorter window. */
  readonly partialWindows: 'dropped' | 'scored';
}

/** A row of tokens that the model reads by itself, and the document from which it comes. */
export interface Window {
  readonly ids: readonly number[];
  readonly document: number;
}

/**
 * Cuts the input into windows of at most `window` tokens, `stride` apart, document by document.
 * @throws AppError TEXT_TOO_SHORT where a document has no window; BAD_USER_INPUT for rows that do not fit together.
 */
export function cutWindows(input: ScoreInput, options: WindowOptions, encoder: () => TextEncoder): readonly Window[] {
  const windows =
    'inputIds' in input
      ? rowsToWindows(input)
      : listDocuments(input, options, encoder).flatMap((ids, document) => cutDocument(ids, document, options));
  return options.windows === undefined ? windows : windows.slice(0, options.windows);
}

function listDocuments(
  input: Exclude<ScoreInput, { inputIds: unknown }>,
  { bos }: WindowOptions,
  encoder: () => TextEncoder,
): readonly (readonly number[])[] {
  if ('ids' in input) return [input.ids];
  const tokenizer = encoder();
  return input.texts.map((text) => tokenizer.encode(text, bos));
}

function cutDocument(ids: readonly number[], document: number, { window, stride, partialWindows }: WindowOptions): Window[] {
  const windows: Window[] = [];
  for (let start = 0; start < ids.length; start += stride) {
    const cut = ids.slice(start, start + window);
    // A single token predicts nothing and has no neighbour to compare with.
    if (cut.length === window || (partialWindows === 'scored' && cut.length >= 2)) windows.push({ ids: cut, document });
    if (start + window >= ids.length) break;
  }
  if (windows.length === 0) {
    throw new AppError(
      'TEXT_TOO_SHORT',
      `document ${document + 1} has ${ids.length} tokens, which is less than one window of ${window}; give more text or a smaller --window`,
    );
  }
  return windows;
}

function rowsToWindows(input: Extract<ScoreInput, { inputIds: unknown }>): Window[] {
  return input.inputIds.map((row, document) => {
    const mask = input.attentionMask?.[document];
    if (mask === undefined) return { ids: row, document };
    const length = mask.filter((value) => value === 1).length;
    // Only zeros may follow the ones of a mask. A row of padding alone has nothing to score.
    if (
      length === 0 ||
      mask.length !== row.length ||
      mask.slice(0, length).includes(0) ||
      mask.slice(length).some((value) => value !== 0)
    ) {
      throw new AppError(
        'BAD_USER_INPUT',
        `row ${document} of attentionMask must be ${row.length} numbers, at least one 1, then zeros: padding stands on the right`,
      );
    }
    return { ids: row.slice(0, length), document };
  });
}

/** SHA-256 over all window ids as little-endian int32, in order. */
export function digestIds(windows: readonly Window[]): string {
  const hash = createHash('sha256');
  for (const { ids } of windows) hash.update(new Uint8Array(Int32Array.from(ids).buffer));
  return hash.digest('hex');
}

/** The default number of tokens per window. */
export const DEFAULT_WINDOW = 256;

/** The number of tokens per run on a processor where no batch size is given. */
export const DEFAULT_BATCH_TOKENS = 512;

/** When a beginning-of-text token is put before a document: as the tokenizer itself does it, always, or never. */
export type BosPolicy = 'auto' | 'always' | 'never';

export interface TextEncoder {
  encode(text: string, bos?: BosPolicy): readonly number[];
  /** The text of token ids, without special tokens. */
  decode(ids: readonly number[]): string;
  readonly bosId: number | null;
  readonly eosId: number | null;
  /** The text of the token before a text without context: the beginning-of-text token, or else the end-of-text token; null where both are missing. */
  readonly prefixText: string | null;
  /** The largest number of tokens (model_max_length), where the tokenizer states a limit. */
  readonly maxLength: number | null;
}
