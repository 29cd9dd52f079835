import type { ReactNode } from 'react';
import { formatInterval } from '../ui/interval.ts';
import { MISSING, type Numbers } from '../ui/numbers.ts';
import table from '../ui/table.module.css';
import { isShown, NO_DIFFERENCE, type SpeedRatio, writeRatio } from './speed-ratio.ts';

export interface RatioValueProps extends SpeedRatio {
  readonly numbers: Numbers;
  /** Text without a ratio; default: a dash. */
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
