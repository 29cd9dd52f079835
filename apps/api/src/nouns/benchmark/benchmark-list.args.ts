import { ArgsType, Field } from 'type-graphql';
import { createOrderInput, type OrderInput } from '../../paging/create-order-input.ts';
import { PageArgs } from '../../paging/page.args.ts';
import { BenchmarkFilter } from './benchmark-filter.input.ts';
import { BenchmarkOrderField } from './benchmark-order-field.ts';

const BenchmarkOrder = createOrderInput<BenchmarkOrderField>('Benchmark', BenchmarkOrderField);

/** What a Benchmark list takes. */
@ArgsType()
export class BenchmarkListArgs extends PageArgs {
  @Field(() => BenchmarkFilter, { nullable: true, description: 'Which rows are listed.' })
  readonly filter?: BenchmarkFilter | null;

  @Field(() => [BenchmarkOrder], { nullable: true, description: 'How they are sorted, first column first; default: by name.' })
  readonly orderBy?: readonly OrderInput<BenchmarkOrderField>[] | null;
}
