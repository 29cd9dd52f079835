import type { ReactNode } from 'react';
import type { Column } from '../table/column.ts';
import { formatInterval } from '../ui/interval.ts';
import { MISSING, type Numbers } from '../ui/numbers.ts';
import table from '../ui/table.module.css';
import { describeRatio, isShown, NO_DIFFERENCE, type SpeedRatio, writeRatio } from './speed-ratio.ts';

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
    render: (row, numbers) => <RatioValue {...read(row)} numbers={numbers} missing={missing} />,
    details: [
      { id: `${id}_low`, value: (row) => read(row).interval?.low ?? null },
      { id: `${id}_high`, value: (row) => read(row).interval?.high ?? null },
    ],
  };
}

export interface RatioValueProps extends SpeedRatio {
  readonly numbers: Numbers;
  /** Stands for no ratio; default: a dash. */
  readonly missing?: string;
}

/** A speed ÷ that of the whole model with its interval below, or the note that no difference was shown. */
export function RatioValue({ numbers, missing = MISSING, ...speed }: RatioValueProps): ReactNode {
  const { ratio, interval } = speed;
  if (ratio === null) return missing;
  return (
    <>
      {isShown(speed) ? writeRatio(ratio, numbers) : NO_DIFFERENCE}
      {interval && <span className={table.sub}>{formatInterval(interval, (end) => writeRatio(end, numbers))}</span>}
    </>
  );
}
