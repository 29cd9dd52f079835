import { Field, Float, Int, ObjectType } from 'type-graphql';

/** The random-inner removals that a strategy must beat. */
@ObjectType({
  simpleResolvers: true,
  description: 'Retention of random removals of as many inner layers (never the first or last), one per seed: what a strategy must beat.',
})
export class ControlSpread {
  @Field(() => Int, { description: 'Number of draws, at least 5.' })
  readonly draws!: number;

  @Field(() => Float, { description: 'Mean of the draws.' })
  readonly mean!: number;

  @Field(() => Float, { description: 'Sample standard deviation of the draws.' })
  readonly standardDeviation!: number;

  @Field(() => Float, { description: 'Lowest draw.' })
  readonly low!: number;

  @Field(() => Float, { description: 'Highest draw.' })
  readonly high!: number;
}
