import { Field, InputType } from 'type-graphql';
import { ExecutionProvider } from '../vocabulary/execution-provider.ts';
import { WorkerStatus } from './worker-status.ts';

/** Which Worker rows a list holds. */
@InputType({ description: 'Which Worker rows are listed: all conditions must hold; one that is null does not count.' })
export class WorkerFilter {
  @Field(() => WorkerStatus, { nullable: true, description: 'What it is doing.' })
  readonly status?: WorkerStatus | null;

  @Field(() => [WorkerStatus], { nullable: true, description: 'Any of these.' })
  readonly statuses?: readonly WorkerStatus[] | null;

  @Field(() => ExecutionProvider, { nullable: true, description: 'A provider that it has.' })
  readonly provider?: ExecutionProvider | null;

  @Field(() => String, { nullable: true, description: 'Name of its machine.' })
  readonly host?: string | null;
}
