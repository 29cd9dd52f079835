import { Field, Float, ObjectType } from 'type-graphql';

/** An arithmetic check of a published row. */
@ObjectType({ simpleResolvers: true, description: 'An arithmetic check of a published row against numbers printed beside it.' })
export class PublishedCheck {
  @Field(() => String, { description: 'What was computed, in words.' })
  readonly check!: string;

  @Field(() => Float, { description: 'The printed number.' })
  readonly printed!: number;

  @Field(() => Float, { description: 'The computed number.' })
  readonly computed!: number;

  @Field(() => Boolean, { description: 'Whether they agree to the printed digits.' })
  readonly agrees!: boolean;
}
