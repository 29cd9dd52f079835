import { AppError, getAt } from '@lamina/errors';
import type { Window } from './windows.ts';

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
