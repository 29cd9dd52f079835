import { Field, Float, Int, ObjectType } from 'type-graphql';

/** A quantile. */
@ObjectType({ simpleResolvers: true, description: 'A quantile of a group, interpolated between its neighbours.' })
export class Quantile {
  @Field(() => Float, { description: 'Share of the numbers that lie below, 0 to 1.' })
  readonly probability!: number;

  @Field(() => Float, { description: 'The quantile.' })
  readonly value!: number;
}

/** How the numbers of a group are spread; a group holds at least one. */
@ObjectType({ simpleResolvers: true, description: 'How the numbers of a group are spread; undefined numbers are left out.' })
export class Distribution {
  @Field(() => Int, { description: 'Numbers in it.' })
  readonly count!: number;

  @Field(() => Float, { description: 'Their mean, each number counted once.' })
  readonly mean!: number;

  @Field(() => Float, { nullable: true, description: 'Their sample standard deviation; null for a single number.' })
  readonly standardDeviation!: number | null;

  @Field(() => Float, { description: 'The lowest.' })
  readonly minimum!: number;

  @Field(() => Float, { description: 'The highest.' })
  readonly maximum!: number;

  @Field(() => [Quantile], { description: 'The quantiles that were asked for, in that order.' })
  readonly quantiles!: readonly Quantile[];
}
