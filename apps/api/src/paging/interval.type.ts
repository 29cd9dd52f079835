import { Field, Float, Int, ObjectType } from 'type-graphql';

/** A 95 % interval of a value. */
@ObjectType({ simpleResolvers: true, description: 'A 95 % interval of a value.' })
export class ConfidenceInterval {
  @Field(() => Float, { description: 'Lower end.' })
  readonly low!: number;

  @Field(() => Float, { description: 'Upper end.' })
  readonly high!: number;
}

/** A 95 % interval of a rank. */
@ObjectType({ simpleResolvers: true, description: 'Ranks that the data do not rule out at 95 %.' })
export class RankInterval {
  @Field(() => Int, { description: 'Best rank.' })
  readonly low!: number;

  @Field(() => Int, { description: 'Worst rank.' })
  readonly high!: number;
}
