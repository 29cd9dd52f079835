import { ArgsType, Field } from 'type-graphql';
import { createOrderInput, type OrderInput } from '../../paging/create-order-input.ts';
import { PageArgs } from '../../paging/page.args.ts';
import { StudyFilter } from './study-filter.input.ts';
import { StudyOrderField } from './study-order-field.ts';

const StudyOrder = createOrderInput<StudyOrderField>('Study', StudyOrderField);

/** What a Study list takes. */
@ArgsType()
export class StudyListArgs extends PageArgs {
  @Field(() => StudyFilter, { nullable: true, description: 'Which rows are listed.' })
  readonly filter?: StudyFilter | null;

  @Field(() => [StudyOrder], { nullable: true, description: 'How they are sorted, first column first; default: newest first.' })
  readonly orderBy?: readonly OrderInput<StudyOrderField>[] | null;
}
