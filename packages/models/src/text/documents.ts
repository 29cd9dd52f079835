import { AppError } from '@lamina/errors';

/** The documents of a calibration text: a blank line ends one. */
export function splitDocuments(text: string): readonly string[] {
  return text
    .split(/\n\s*\n/)
    .map((document) => document.trim())
    .filter((document) => document !== '');
}

/** One of so many documents of a repair's calibration text is held out. */
const HELD_OUT_EVERY = 5;

/** The documents on which a study solves a repair, and every fifth, which the solver does not read: the error on these predicts what the repair does. */
export function holdOutDocuments<Document>(documents: readonly Document[]): {
  readonly solved: readonly Document[];
  readonly heldOut: readonly Document[];
} {
  const isHeldOut = (place: number): boolean => place % HELD_OUT_EVERY === HELD_OUT_EVERY - 1;
  return { solved: documents.filter((_, place) => !isHeldOut(place)), heldOut: documents.filter((_, place) => isHeldOut(place)) };
}

/**
 * The k-th of every n documents, part = 'k/n'. Parts with the same n are disjoint and together contain all documents. null = all.
 * @throws AppError TEXT_TOO_SHORT if the part is empty.
 */
export function takeDocuments<Document>(documents: readonly Document[], part: string | null): readonly Document[] {
  if (part === null) return documents;
  const [k = 1, n = 1] = part.split('/').map(Number);
  const taken = documents.filter((_, place) => place % n === k - 1);
  if (taken.length > 0) return taken;
  throw new AppError('TEXT_TOO_SHORT', `part ${part} of ${documents.length} documents is empty; ask for fewer parts`);
}
