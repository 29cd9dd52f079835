import { ArgsType, Field } from 'type-graphql';
import { createOrderInput, type OrderInput } from '../../paging/create-order-input.ts';
import { PageArgs } from '../../paging/page.args.ts';
import { CalibrationSetFilter } from './calibration-set-filter.input.ts';
import { CalibrationSetOrderField } from './calibration-set-order-field.ts';

const CalibrationSetOrder = createOrderInput<CalibrationSetOrderField>('CalibrationSet', CalibrationSetOrderField);

/** What a CalibrationSet list takes. */
@ArgsType()
export class CalibrationSetListArgs extends PageArgs {
  @Field(() => CalibrationSetFilter, { nullable: true, description: 'Which rows are listed.' })
  readonly filter?: CalibrationSetFilter | null;

  @Field(() => [CalibrationSetOrder], { nullable: true, description: 'How they are sorted, first column first; default: by name.' })
  readonly orderBy?: readonly OrderInput<CalibrationSetOrderField>[] | null;
}
