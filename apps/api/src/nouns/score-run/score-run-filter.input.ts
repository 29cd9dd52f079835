import { Field, ID, InputType } from 'type-graphql';

/** Which ScoreRun rows a list holds. */
@InputType({ description: 'Which ScoreRun rows are listed: all conditions must hold; one that is null does not count.' })
export class ScoreRunFilter {
  @Field(() => [String], { nullable: true, description: 'Short names of models.' })
  readonly models?: readonly string[] | null;

  @Field(() => String, { nullable: true, description: 'Short name of the calibration set.' })
  readonly calibration?: string | null;

  @Field(() => String, { nullable: true, description: 'This lane.' })
  readonly lane?: string | null;

  @Field(() => ID, { nullable: true, description: 'Global id of a study.' })
  readonly study?: string | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Also runs of revisions that are no longer current.' })
  readonly allRevisions?: boolean | null;
}
