import { ArgsType, Field } from 'type-graphql';
import { createOrderInput, type OrderInput } from '../../paging/create-order-input.ts';
import { PageArgs } from '../../paging/page.args.ts';
import { PublishedResultFilter } from './published-result-filter.input.ts';
import { PublishedResultOrderField } from './published-result-order-field.ts';

const PublishedResultOrder = createOrderInput<PublishedResultOrderField>('PublishedResult', PublishedResultOrderField);

/** What a PublishedResult list takes. */
@ArgsType()
export class PublishedResultListArgs extends PageArgs {
  @Field(() => PublishedResultFilter, { nullable: true, description: 'Which rows are listed.' })
  readonly filter?: PublishedResultFilter | null;

  @Field(() => [PublishedResultOrder], {
    nullable: true,
    description: 'How they are sorted, first column first; default: by paper, table, model and method.',
  })
  readonly orderBy?: readonly OrderInput<PublishedResultOrderField>[] | null;
}
