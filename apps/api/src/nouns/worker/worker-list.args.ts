import { ArgsType, Field } from 'type-graphql';
import { createOrderInput, type OrderInput } from '../../paging/create-order-input.ts';
import { PageArgs } from '../../paging/page.args.ts';
import { WorkerFilter } from './worker-filter.input.ts';
import { WorkerOrderField } from './worker-order-field.ts';

const WorkerOrder = createOrderInput<WorkerOrderField>('Worker', WorkerOrderField);

/** What a Worker list takes. */
@ArgsType()
export class WorkerListArgs extends PageArgs {
  @Field(() => WorkerFilter, { nullable: true, description: 'Which rows are listed.' })
  readonly filter?: WorkerFilter | null;

  @Field(() => [WorkerOrder], { nullable: true, description: 'How they are sorted, first column first; default: newest first.' })
  readonly orderBy?: readonly OrderInput<WorkerOrderField>[] | null;
}
