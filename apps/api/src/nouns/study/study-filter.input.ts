import { Field, InputType } from 'type-graphql';
import { StudyStatus } from './study-status.ts';

/** Which Study rows a list holds. */
@InputType({ description: 'Which Study rows are listed: all conditions must hold; one that is null does not count.' })
export class StudyFilter {
  @Field(() => [String], { nullable: true, description: 'Short names of models.' })
  readonly models?: readonly string[] | null;

  @Field(() => StudyStatus, { nullable: true, description: 'Where it stands.' })
  readonly status?: StudyStatus | null;

  @Field(() => [StudyStatus], { nullable: true, description: 'Any of these states.' })
  readonly statuses?: readonly StudyStatus[] | null;
}
