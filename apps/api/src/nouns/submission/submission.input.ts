import { Field, InputType, Int } from 'type-graphql';
import { ExecutionProvider } from '../vocabulary/execution-provider.ts';

/** What every submission of a job takes, whatever is to be done. */
@InputType()
export abstract class SubmissionInput {
  @Field(() => Int, { nullable: true, defaultValue: 0, description: 'Priority, -100 to 100: higher is taken first.' })
  readonly priority?: number | null;

  @Field(() => ExecutionProvider, {
    nullable: true,
    description: 'What it must run on: only workers that have it take the job. Null: any worker, on what it prefers.',
  })
  readonly requiredProvider?: ExecutionProvider | null;

  @Field(() => String, {
    nullable: true,
    description: 'Key of your own: a second submission with the same key answers with the job of the first.',
  })
  readonly idempotencyKey?: string | null;
}
