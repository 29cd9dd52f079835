import { type EnumName, MEASURES, type MeasureId, type NameInId, nameInId, toEnumName } from '@lamina/metrics';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

/** Names in the schema, with the definition in stored rows and what people read of it. */
const VALUES = Object.fromEntries(
  Object.values(MEASURES).map(({ id, describe }) => [toEnumName(nameInId(id)), [id, describe]]),
) as unknown as {
  readonly [Id in MeasureId as EnumName<NameInId<Id>>]: readonly [Id, string];
};

/** Measures of one layer; the value is the definition in stored rows. */
export const Metric = defineEnum(
  'Metric',
  'Measure of a layer. h(i) is the residual stream that enters layer i, h(i+1) the stream that leaves it.',
  VALUES,
);
export type Metric = ValueOf<typeof Metric>;
