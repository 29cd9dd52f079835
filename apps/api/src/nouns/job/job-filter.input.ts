import { Field, ID, InputType } from 'type-graphql';
import { IntRange } from '../../paging/range.input.ts';
import { ExecutionProvider } from '../vocabulary/execution-provider.ts';
import { JobKind } from './job-kind.ts';
import { JobStatus } from './job-status.ts';

/** Which Job rows a list holds. */
@InputType({ description: 'Which Job rows are listed: all conditions must hold; one that is null does not count.' })
export class JobFilter {
  @Field(() => JobStatus, { nullable: true, description: 'Where it stands.' })
  readonly status?: JobStatus | null;

  @Field(() => [JobStatus], { nullable: true, description: 'Any of these states.' })
  readonly statuses?: readonly JobStatus[] | null;

  @Field(() => JobKind, { nullable: true, description: 'What it does.' })
  readonly kind?: JobKind | null;

  @Field(() => [String], { nullable: true, description: 'Short names of models.' })
  readonly models?: readonly string[] | null;

  @Field(() => ExecutionProvider, { nullable: true, description: 'The provider that it requires.' })
  readonly requiredProvider?: ExecutionProvider | null;

  @Field(() => IntRange, { nullable: true, description: 'Bounds of its priority.' })
  readonly priority?: IntRange | null;

  @Field(() => ID, { nullable: true, description: 'Global id of a study.' })
  readonly study?: string | null;
}
