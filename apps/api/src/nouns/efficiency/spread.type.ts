import { Field, Float, ObjectType } from 'type-graphql';

/** Repeated measurements of one quantity. */
@ObjectType({ simpleResolvers: true, description: 'Repeated measurements of one quantity.' })
export class Spread {
  @Field(() => Float, { description: 'Median of the repetitions.' })
  readonly median!: number;

  @Field(() => Float, { description: 'Lowest repetition.' })
  readonly low!: number;

  @Field(() => Float, { description: 'Highest repetition.' })
  readonly high!: number;
}
