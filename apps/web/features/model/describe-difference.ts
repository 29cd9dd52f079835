import type { ControlVerdict, DifferenceError, RepairVerdict } from '../../generated/graphql.ts';
import { NONE_DIFFERS } from '../pruning/describe-retention.ts';
import { formatEstimate } from '../ui/interval.ts';
import { MISSING, type Numbers } from '../ui/numbers.ts';
import { DIFFERENCE_VERDICTS } from './describe-gain.ts';
import type { StrategyComparison } from './load-insight.ts';

type Result = StrategyComparison['steps'][number]['results'][number];
type Margin = Pick<Result, 'verdict' | 'margin' | 'marginStandardError' | 'marginInterval' | 'marginError' | 'holmP'>;

/** The retention of a strategy minus that of a reference; null where there is no reference or no error. */
export interface Difference {
  readonly value: number;
  readonly standardError: number;
  readonly error: DifferenceError;
  readonly interval: { readonly low: number; readonly high: number };
  readonly holmP: number;
  readonly verdict: RepairVerdict;
}

/** Better than random removal is only what is beyond every draw too. */
const OF_CONTROL: Readonly<Record<ControlVerdict, RepairVerdict>> = {
  BEATS_CONTROL: 'BETTER',
  WORSE_THAN_CONTROL: 'WORSE',
  NOT_DISTINGUISHABLE: 'NOT_DISTINGUISHABLE',
  NO_CONTROL: 'NOT_DISTINGUISHABLE',
};

/** The difference from the mean of the random draws; null without a control. */
export function readMargin(result: Margin): Difference | null {
  const { margin: value, marginStandardError: standardError, marginInterval: interval, marginError: error, holmP, verdict } = result;
  if (value === null || standardError === null || interval === null || error === null || holmP === null) return null;
  return { value, standardError, interval, error, holmP, verdict: OF_CONTROL[verdict] };
}

export function readDifference(found: Result['againstDefault']): Difference | null {
  return found && { ...found, interval: found.confidenceInterval };
}

/** `0.120 [0.041, 0.199], better`; an error that is not paired by document is named. */
export function describeDifference(difference: Difference | null, numbers: Numbers): string {
  if (difference === null) return MISSING;
  const { value, interval, error, verdict } = difference;
  const write = (one: number) => numbers.fixed(one, 3);
  const isNone = interval.low === interval.high;
  const text = isNone ? `${write(value)} (${NONE_DIFFERS})` : formatEstimate(value, interval, write);
  return `${text}, ${DIFFERENCE_VERDICTS[verdict]}${error === 'INDEPENDENT' ? ' (not paired)' : ''}`;
}
