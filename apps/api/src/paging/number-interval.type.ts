import { Field, Float, ObjectType } from 'type-graphql';

/** A range of numbers. */
@ObjectType({ simpleResolvers: true, description: 'A range of numbers.' })
export class NumberInterval {
  @Field(() => Float, { description: 'Lower end.' })
  readonly low!: number;

  @Field(() => Float, { description: 'Upper end.' })
  readonly high!: number;
}
