import { ArgsType, Field } from 'type-graphql';
import { createOrderInput, type OrderInput } from '../../paging/create-order-input.ts';
import { PageArgs } from '../../paging/page.args.ts';
import { JobFilter } from './job-filter.input.ts';
import { JobOrderField } from './job-order-field.ts';

const JobOrder = createOrderInput<JobOrderField>('Job', JobOrderField);

/** What a Job list takes. */
@ArgsType()
export class JobListArgs extends PageArgs {
  @Field(() => JobFilter, { nullable: true, description: 'Which rows are listed.' })
  readonly filter?: JobFilter | null;

  @Field(() => [JobOrder], { nullable: true, description: 'How they are sorted, first column first; default: newest first.' })
  readonly orderBy?: readonly OrderInput<JobOrderField>[] | null;
}
