import { ArgsType, Float, Int } from 'type-graphql';
import { nullable } from '../../paging/field.ts';

/** Number of ranges of relative depth or removed ratio if the caller gives none. */
export const DEFAULT_BIN_COUNT = 10;
/** Quartiles. */
export const DEFAULT_QUANTILES: readonly number[] = [0.25, 0.5, 0.75];

/** What every aggregate takes. */
@ArgsType()
export class AggregateArgs {
  @nullable(Int, 'Number of ranges between 0 and 1, if grouped by a range; 1 to 100.', { defaultValue: DEFAULT_BIN_COUNT })
  readonly binCount?: number | null;
  @nullable([Float], 'Probabilities of the quantiles, each 0 to 1, at most 20; null = the quartiles.')
  readonly quantiles?: readonly number[] | null;
}
