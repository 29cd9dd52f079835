import { Field, InputType } from 'type-graphql';
import { AttemptStatus } from './attempt-status.ts';

/** Which JobAttempt rows a list holds. */
@InputType({ description: 'Which JobAttempt rows are listed: all conditions must hold; one that is null does not count.' })
export class JobAttemptFilter {
  @Field(() => AttemptStatus, { nullable: true, description: 'How it went.' })
  readonly status?: AttemptStatus | null;

  @Field(() => [AttemptStatus], { nullable: true, description: 'Any of these.' })
  readonly statuses?: readonly AttemptStatus[] | null;

  @Field(() => String, { nullable: true, description: 'The scorer that tried.' })
  readonly workerId?: string | null;
}
