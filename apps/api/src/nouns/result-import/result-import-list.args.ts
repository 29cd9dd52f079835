import { ArgsType, Field } from 'type-graphql';
import { createOrderInput, type OrderInput } from '../../paging/create-order-input.ts';
import { PageArgs } from '../../paging/page.args.ts';
import { ResultImportFilter } from './result-import-filter.input.ts';
import { ResultImportOrderField } from './result-import-order-field.ts';

const ResultImportOrder = createOrderInput<ResultImportOrderField>('ResultImport', ResultImportOrderField);

/** What a ResultImport list takes. */
@ArgsType()
export class ResultImportListArgs extends PageArgs {
  @Field(() => ResultImportFilter, { nullable: true, description: 'Which rows are listed.' })
  readonly filter?: ResultImportFilter | null;

  @Field(() => [ResultImportOrder], { nullable: true, description: 'How they are sorted, first column first; default: newest first.' })
  readonly orderBy?: readonly OrderInput<ResultImportOrderField>[] | null;
}
