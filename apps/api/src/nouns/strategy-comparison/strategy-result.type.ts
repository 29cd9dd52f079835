import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Strategy } from '../vocabulary/strategy.ts';
import { ControlComparison } from './control-comparison.type.ts';

/** What one strategy keeps. */
@ObjectType({ description: 'What one strategy keeps when so many layers are removed.' })
export class StrategyResult extends ControlComparison {
  /** Key of the pruning; null where several draws are averaged. */
  readonly key!: string | null;

  @Field(() => Strategy, { simple: true, description: 'The strategy.' })
  readonly strategy!: Strategy;

  @Field(() => [Int], { nullable: true, simple: true, description: 'Removed layers, ascending; null where several draws are averaged.' })
  readonly removed!: readonly number[] | null;

  @Field(() => Boolean, { simple: true, description: 'Whether the first layer was kept whatever its score.' })
  readonly protectFirst!: boolean;

  @Field(() => Boolean, { simple: true, description: 'Whether the last layer was kept whatever its score.' })
  readonly protectLast!: boolean;

  @Field(() => Int, { simple: true, description: 'Prunings that the row averages: 1, or the seeds of a random strategy.' })
  readonly draws!: number;

  @Field(() => Float, {
    nullable: true,
    simple: true,
    description: 'Value of the metric; null for an average over benchmarks, where retention speaks.',
  })
  readonly value!: number | null;

  @Field(() => Float, { simple: true, description: 'Value / dense value; for perplexity above 1 is a loss.' })
  readonly retention!: number;

  @Field(() => Float, {
    nullable: true,
    simple: true,
    description: 'Standard error of the retention: paired for one pruning, of the mean over draws for a random strategy.',
  })
  readonly retentionStandardError!: number | null;
}
