import { ArgsType, Field, Float, Int } from 'type-graphql';

/** Ranges of relative depth or removed ratio when the caller names no number. */
export const DEFAULT_BIN_COUNT = 10;
/** Quartiles. */
export const DEFAULT_QUANTILES: readonly number[] = [0.25, 0.5, 0.75];

/** What every aggregate takes. */
@ArgsType()
export class AggregateArgs {
  @Field(() => Int, {
    nullable: true,
    defaultValue: DEFAULT_BIN_COUNT,
    description: 'Ranges between 0 and 1 where they are grouped by one, 1 to 100.',
  })
  readonly binCount?: number | null;

  @Field(() => [Float], { nullable: true, description: 'Probabilities of the quantiles, each 0 to 1, at most 20; null = the quartiles.' })
  readonly quantiles?: readonly number[] | null;
}
