import type { ReactNode } from 'react';
import { formatInterval } from '../ui/interval.ts';
import { MISSING, type Numbers } from '../ui/numbers.ts';
import table from '../ui/table.module.css';
import { isShown, NO_DIFFERENCE, type SpeedRatio, writeRatio } from './speed-ratio.ts';

/** A speed ÷ that of the whole model with its interval below, or the note that no difference was shown. */
export function RatioValue({ numbers, ...speed }: SpeedRatio & { readonly numbers: Numbers }): ReactNode {
  const { ratio, interval } = speed;
  if (ratio === null) return MISSING;
  return (
    <>
      {isShown(speed) ? writeRatio(ratio, numbers) : NO_DIFFERENCE}
      {interval && <span className={table.sub}>{formatInterval(interval, (end) => writeRatio(end, numbers))}</span>}
    </>
  );
}
