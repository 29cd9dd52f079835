import { ArgsType, Field } from 'type-graphql';
import { createOrderInput, type OrderInput } from '../../paging/create-order-input.ts';
import { PageArgs } from '../../paging/page.args.ts';
import { JobEventFilter } from './job-event-filter.input.ts';
import { JobEventOrderField } from './job-event-order-field.ts';

const JobEventOrder = createOrderInput<JobEventOrderField>('JobEvent', JobEventOrderField);

/** What a JobEvent list takes. */
@ArgsType()
export class JobEventListArgs extends PageArgs {
  @Field(() => JobEventFilter, { nullable: true, description: 'Which rows are listed.' })
  readonly filter?: JobEventFilter | null;

  @Field(() => [JobEventOrder], { nullable: true, description: 'How they are sorted, first column first; default: oldest first.' })
  readonly orderBy?: readonly OrderInput<JobEventOrderField>[] | null;
}
