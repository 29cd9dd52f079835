import { AppError, getAt } from '@lamina/errors';
import type { Window } from '../score/windows.ts';

/** The number of equal tokens in a row that count as the same place of a text. Shorter windows are compared as a whole. */
const PIECE_TOKENS = 32;

/**
 * Refuses calibration text that is also scored: a repair would be judged on the text on which it was solved. A window overlaps where more than half of
 * it occurs in the calibration text, at any place. A prompt or a licence with which many documents begin is less than half.
 *
 * @throws AppError BAD_USER_INPUT naming both windows
 */
export function checkOverlap(calibration: readonly Window[], scored: readonly Window[]): void {
  const size = Math.min(PIECE_TOKENS, ...[...calibration, ...scored].map(({ ids }) => ids.length));
  const known = new Map<string, number>();
  // Disjoint pieces on one side are compared with every place on the other.
  for (const [place, { ids }] of calibration.entries())
    for (let start = 0; start + size <= ids.length; start += size) known.set(ids.slice(start, start + size).join(), place);
  for (const [place, { ids }] of scored.entries()) {
    const found: number[] = [];
    for (let start = 0; start + size <= ids.length; ) {
      const window = known.get(ids.slice(start, start + size).join());
      if (window !== undefined) found.push(window);
      start += window === undefined ? 1 : size;
    }
    if (2 * found.length * size > ids.length) refuse(getAt(found, 0), place, found.length * size);
  }
}

function refuse(calibration: number, scored: number, tokens: number): never {
  throw new AppError(
    'BAD_USER_INPUT',
    `the calibration text of the repair overlaps with the scored text: window ${scored} has ${tokens} tokens in common with calibration window ${calibration} and its neighbours; use other documents for one of them`,
    { details: { calibration, scored, tokens } },
  );
}
