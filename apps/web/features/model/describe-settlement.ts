import { formatIndices } from '../ui/format.ts';
import type { ScoreRunFacts } from './load-model.ts';

type Settlement = Pick<NonNullable<ScoreRunFacts['settlement']>, 'isSettled' | 'lowest' | 'setConfidence' | 'open'>;

/** Sentences for a run that read windows in random order until the lowest blocks were known. */
export function describeSettlement({ isSettled, lowest, setConfidence, open }: Settlement): string {
  // Never rounded up to certainty.
  const confidence = `${(Math.floor(setConfidence * 1000) / 10).toFixed(1)} %`;
  const blocks = formatIndices([...lowest].sort((a, b) => a - b));
  if (isSettled) return `Reading ended when the ${lowest.length} lowest blocks were known: ${blocks}, with a confidence of ${confidence}.`;
  const pairs = open.map(([inside, outside]) => `${inside} and ${outside}`).join(', ');
  return `The text ended before the ${lowest.length} lowest blocks were known: ${blocks} look lowest, with a confidence of ${confidence}.${pairs === '' ? '' : ` This text cannot tell apart: ${pairs}.`}`;
}
