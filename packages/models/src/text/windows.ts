import { createHash } from 'node:crypto';
import { AppError, getAt } from '@lamina/errors';

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
  /** The treatment of the tokens after the last full window of a document: they are left out, or scored as a shorter window. */
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

/** The number of equal tokens in a row that count as the same place of a text. Shorter windows are compared as a whole. */
const PIECE_TOKENS = 32;
/** The same for documents of benchmarks, which are short; those that are shorter still cannot be recognised (GPT-3, arXiv 2005.14165, appendix C). */
const DOCUMENT_PIECE_TOKENS = 13;

/**
 * Refuses calibration text that is also scored: a repair would be judged on the text on which it was solved. A window overlaps where more than half of
 * it occurs in the calibration text, at any place. A prompt or a licence with which many documents begin is less than half.
 *
 * @throws AppError BAD_USER_INPUT naming the calibration document and the window
 */
export function checkOverlap(calibration: readonly Window[], scored: readonly Window[]): void {
  const size = Math.min(PIECE_TOKENS, ...[...calibration, ...scored].map(({ ids }) => ids.length));
  refuseOverlap(joinWindows(calibration), scored, { size, scored: 'the scored text: window' });
}

/** The same for the documents of benchmarks, as the model reads them. @throws AppError BAD_USER_INPUT naming the document */
export function checkDocumentOverlap(calibration: readonly Window[], documents: readonly Pick<Window, 'ids'>[]): void {
  refuseOverlap(joinWindows(calibration), documents, { size: DOCUMENT_PIECE_TOKENS, scored: 'the evaluated documents: request' });
}

/** The token rows of the documents from which windows were cut, in order. */
function joinWindows(windows: readonly Window[]): readonly (readonly number[])[] {
  return [...Map.groupBy(windows, ({ document }) => document).values()].map((own) => own.flatMap(({ ids }) => ids));
}

function refuseOverlap(
  calibration: readonly (readonly number[])[],
  documents: readonly Pick<Window, 'ids'>[],
  { size, scored }: { readonly size: number; readonly scored: string },
): void {
  const documentOf = new Map<string, number>();
  for (const [document, ids] of calibration.entries())
    for (let start = 0; start + size <= ids.length; start += 1) documentOf.set(ids.slice(start, start + size).join(), document);
  for (const [place, { ids }] of documents.entries()) {
    const found: number[] = [];
    for (let start = 0; start + size <= ids.length; ) {
      const document = documentOf.get(ids.slice(start, start + size).join());
      if (document !== undefined) found.push(document);
      start += document === undefined ? 1 : size;
    }
    const tokens = found.length * size;
    if (2 * tokens <= ids.length) continue;
    throw new AppError(
      'BAD_USER_INPUT',
      `the calibration text of the repair overlaps with ${scored} ${place} has ${tokens} tokens in common with calibration document ${getAt(found, 0)}; use other documents for one of them`,
    );
  }
}
