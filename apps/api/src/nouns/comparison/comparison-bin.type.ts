import { Field, Float, Int, ObjectType } from 'type-graphql';

/** One model in one range of relative depth. */
@ObjectType({ simpleResolvers: true, description: 'One model in one range of relative depth.' })
export class ComparisonCell {
  @Field(() => String, { description: 'Short name of the model.' })
  readonly slug!: string;

  @Field(() => Int, { description: 'Layers of the model in the range that have a value.' })
  readonly count!: number;

  @Field(() => Float, { nullable: true, description: 'Their mean; null when there are none.' })
  readonly mean!: number | null;
}

/** One range of relative depth. */
@ObjectType({ simpleResolvers: true, description: 'One range of relative depth. It holds its lower end; the last one holds both ends.' })
export class ComparisonBin {
  @Field(() => Float, { description: 'Lower end, 0 to 1.' })
  readonly low!: number;

  @Field(() => Float, { description: 'Upper end, 0 to 1.' })
  readonly high!: number;

  @Field(() => [ComparisonCell], { description: 'One cell per model, in the order asked for.' })
  readonly cells!: readonly ComparisonCell[];
}
