import { ArgsType, Field } from 'type-graphql';
import { createOrderInput, type OrderInput } from '../../paging/create-order-input.ts';
import { PageArgs } from '../../paging/page.args.ts';
import { JobAttemptFilter } from './job-attempt-filter.input.ts';
import { JobAttemptOrderField } from './job-attempt-order-field.ts';

const JobAttemptOrder = createOrderInput<JobAttemptOrderField>('JobAttempt', JobAttemptOrderField);

/** What a JobAttempt list takes. */
@ArgsType()
export class JobAttemptListArgs extends PageArgs {
  @Field(() => JobAttemptFilter, { nullable: true, description: 'Which rows are listed.' })
  readonly filter?: JobAttemptFilter | null;

  @Field(() => [JobAttemptOrder], { nullable: true, description: 'How they are sorted, first column first; default: first to last.' })
  readonly orderBy?: readonly OrderInput<JobAttemptOrderField>[] | null;
}
