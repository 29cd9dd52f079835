import type { RepairVerdict } from '../../generated/graphql.ts';
import { NONE_DIFFERS } from '../pruning/describe-retention.ts';
import { formatEstimate } from '../ui/interval.ts';
import type { Numbers } from '../ui/numbers.ts';
import type { RepairRow } from './list-repair-rows.ts';

/** The words for a verdict that follows Holm's correction. */
export const DIFFERENCE_VERDICTS: Readonly<Record<RepairVerdict, string>> = {
  BETTER: 'better',
  WORSE: 'worse',
  BETTER_ON_THIS_TEXT: 'better on this text',
  WORSE_ON_THIS_TEXT: 'worse on this text',
  NOT_DISTINGUISHABLE: 'cannot be told',
};

/** The gain over removal alone with its interval and verdict; if no answer differs, there is no interval. */
export function describeGain({ value, confidenceInterval: interval, verdict }: NonNullable<RepairRow['gain']>, numbers: Numbers): string {
  const write = (one: number) => numbers.fixed(one, 3);
  const isNone = interval !== null && interval.low === interval.high;
  return `${isNone ? `${write(value)} (${NONE_DIFFERS})` : formatEstimate(value, interval, write)}, ${DIFFERENCE_VERDICTS[verdict]}`;
}

/** Repaired ÷ alone perplexity with its interval and verdict; the API gives logarithms. */
export function describePerplexityChange(
  { value, confidenceInterval, verdict }: NonNullable<RepairRow['perplexityChange']>,
  numbers: Numbers,
): string {
  const interval = { low: Math.exp(confidenceInterval.low), high: Math.exp(confidenceInterval.high) };
  return `${formatEstimate(Math.exp(value), interval, (one) => numbers.fixed(one, 3))}, ${DIFFERENCE_VERDICTS[verdict]}`;
}
