import { Field, Int, ObjectType } from 'type-graphql';

/** How many jobs of a study stand where. */
@ObjectType({ simpleResolvers: true, description: 'How many jobs of a study stand where.' })
export class StudyProgress {
  @Field(() => Int, { description: 'All jobs.' })
  readonly total!: number;

  @Field(() => Int, { description: 'Jobs that wait or are queued.' })
  readonly pending!: number;

  @Field(() => Int, { description: 'Jobs that run.' })
  readonly running!: number;

  @Field(() => Int, { description: 'Jobs that succeeded.' })
  readonly succeeded!: number;

  @Field(() => Int, { description: 'Jobs that failed for good.' })
  readonly failed!: number;

  @Field(() => Int, { description: 'Jobs that were cancelled.' })
  readonly cancelled!: number;
}
