import { Field, Float, Int, ObjectType } from 'type-graphql';

/** How far a job is. */
@ObjectType({ simpleResolvers: true, description: 'How far a job is.' })
export class JobProgress {
  @Field(() => String, {
    nullable: true,
    description: "What it does now: 'prepare', 'score', 'evaluate' or 'write'; null before it begins.",
  })
  readonly phase!: string | null;

  @Field(() => Int, { description: 'Units done in this phase.' })
  readonly done!: number;

  @Field(() => Int, { description: 'Units in this phase; 0 while unknown.' })
  readonly total!: number;

  @Field(() => Float, { nullable: true, description: 'done / total, 0 to 1; null while the total is unknown.' })
  readonly ratio!: number | null;

  @Field(() => String, { nullable: true, description: 'A few words for people.' })
  readonly note!: string | null;
}
