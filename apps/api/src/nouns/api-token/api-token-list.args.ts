import { ArgsType, Field } from 'type-graphql';
import { createOrderInput, type OrderInput } from '../../paging/create-order-input.ts';
import { PageArgs } from '../../paging/page.args.ts';
import { ApiTokenFilter } from './api-token-filter.input.ts';
import { ApiTokenOrderField } from './api-token-order-field.ts';

const ApiTokenOrder = createOrderInput<ApiTokenOrderField>('ApiToken', ApiTokenOrderField);

/** What an ApiToken list takes. */
@ArgsType()
export class ApiTokenListArgs extends PageArgs {
  @Field(() => ApiTokenFilter, { nullable: true, description: 'Which rows are listed.' })
  readonly filter?: ApiTokenFilter | null;

  @Field(() => [ApiTokenOrder], { nullable: true, description: 'How they are sorted, first column first; default: newest first.' })
  readonly orderBy?: readonly OrderInput<ApiTokenOrderField>[] | null;
}
