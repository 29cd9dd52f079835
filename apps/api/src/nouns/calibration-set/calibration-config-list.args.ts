import { ArgsType, Field } from 'type-graphql';
import { createOrderInput, type OrderInput } from '../../paging/create-order-input.ts';
import { PageArgs } from '../../paging/page.args.ts';
import { CalibrationConfigFilter } from './calibration-config-filter.input.ts';
import { CalibrationConfigOrderField } from './calibration-config-order-field.ts';

const CalibrationConfigOrder = createOrderInput<CalibrationConfigOrderField>('CalibrationConfig', CalibrationConfigOrderField);

/** What a CalibrationConfig list takes. */
@ArgsType()
export class CalibrationConfigListArgs extends PageArgs {
  @Field(() => CalibrationConfigFilter, { nullable: true, description: 'Which rows are listed.' })
  readonly filter?: CalibrationConfigFilter | null;

  @Field(() => [CalibrationConfigOrder], { nullable: true, description: 'How they are sorted, first column first; default: newest first.' })
  readonly orderBy?: readonly OrderInput<CalibrationConfigOrderField>[] | null;
}
