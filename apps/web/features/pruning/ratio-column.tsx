import type { Column } from '../table/column.ts';
import { MISSING } from '../ui/numbers.ts';
import { RatioValue } from './ratio-value.tsx';
import { describeRatio, type SpeedRatio } from './speed-ratio.ts';

const DEFINITION = 'Speed ÷ that of the whole model; both run alternately. Above 1 is faster.';

export interface RatioColumnHead {
  readonly id: string;
  readonly title: string;
  readonly definition?: string;
  /** Text without a ratio; default: a dash, for rows that can have none. */
  readonly missing?: string;
}

/** The column of a speed ÷ the whole model's. It has no aggregate, because rows without a shown difference show no ratio. */
export function toRatioColumn<Row>(
  { id, title, definition = DEFINITION, missing = MISSING }: RatioColumnHead,
  read: (row: Row) => SpeedRatio,
): Column<Row> {
  return {
    id,
    title,
    hint: 'alternating, 95 %',
    definition,
    numeric: true,
    width: 130,
    value: (row) => read(row).ratio,
    text: (row, numbers) => describeRatio(read(row), numbers, missing),
    render: (row, { numbers }) => <RatioValue {...read(row)} numbers={numbers} missing={missing} />,
    details: [
      { id: `${id}_low`, value: (row) => read(row).interval?.low ?? null },
      { id: `${id}_high`, value: (row) => read(row).interval?.high ?? null },
    ],
  };
}
