import type { Reference } from '../chart/reference-line.tsx';
import type { Numbers } from '../ui/numbers.ts';

/** Levels of a chart of retentions: the whole model, and what guessing keeps where it is known. */
export function listReferences(guessing: number | null, numbers: Numbers): readonly Reference[] {
  const dense = { y: 1, label: 'dense = 1' };
  return guessing === null ? [dense] : [dense, { y: guessing, label: `guessing = ${numbers.fixed(guessing, 2)}`, dash: '2 3' }];
}
