import { formatIndices } from '../ui/format.ts';
import type { ScoreRunFacts } from './load-model.ts';

type Settlement = Pick<NonNullable<ScoreRunFacts['settlement']>, 'isSettled' | 'lowest' | 'setConfidence' | 'open'>;

/** Sentences for a run that read windows in random order until the lowest blocks were known. */
export function describeSettlement({ isSettled, lowest, setConfidence, open }: Settlement): string {
  // Never rounded up to certainty.
  const confidence = `${(Math.floor(setConfidence * 1000) / 10).toFixed(1)} %`;
  const blocks = formatIndices([...lowest].sort((a, b) => a - b));
  const known = lowest.length === 1 ? 'the lowest block was known' : `the ${lowest.length} lowest blocks were known`;
  const look = lowest.length === 1 ? 'looks' : 'look';
  if (isSettled) return `Reading ended when ${known}: ${blocks}, with a confidence of ${confidence}.`;
  const pairs = open.map(([inside, outside]) => `${inside} and ${outside}`).join(', ');
  return `The text ended before ${known}: ${blocks} ${look} lowest, with a confidence of ${confidence}.${pairs === '' ? '' : ` This text shows no difference between: ${pairs}.`}`;
}
