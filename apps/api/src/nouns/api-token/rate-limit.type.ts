import { Field, Int, ObjectType } from 'type-graphql';

/** How many requests the caller may still send. */
@ObjectType({ simpleResolvers: true, description: 'How many requests the caller may still send, this one counted.' })
export class RateLimit {
  @Field(() => Int, { description: 'Requests of one window.' })
  readonly limit!: number;

  @Field(() => Int, { description: 'Requests left in this window.' })
  readonly remaining!: number;

  @Field(() => Int, { description: 'Seconds until the window ends.' })
  readonly resetSeconds!: number;
}
