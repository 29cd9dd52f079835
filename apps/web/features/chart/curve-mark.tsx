import type { ReactNode } from 'react';
import { BandMark } from './band-mark.tsx';
import { LineMark } from './line-mark.tsx';
import type { LinePoint } from './line-point.ts';
import type { SeriesStyle } from './series-style.ts';
import { SymbolMark } from './symbol-mark.tsx';

export interface CurveMarkProps {
  /** In pixels. */
  readonly points: readonly LinePoint[];
  readonly style: SeriesStyle;
  readonly isThin: boolean;
}

/** One series: its interval band, its line, and a marker per point. A thin series has only its line. */
export function CurveMark({ points, style, isThin }: CurveMarkProps): ReactNode {
  if (isThin) {
    return (
      <g data-marks="thin curve" opacity={0.4}>
        <LineMark points={points} color={style.color} dash="none" width={1} />
      </g>
    );
  }
  const banded = points.filter(({ low, high }) => low !== null && high !== null);
  return (
    <g data-marks="curve">
      <BandMark points={banded} color={style.color} opacity={0.13} />
      <LineMark points={points} color={style.color} dash={style.dash} width={2} />
      {points.map(({ x, y }) => (
        <SymbolMark key={x} x={x} y={y} radius={3.5} symbol={style.symbol} fill={style.color} stroke="var(--surface)" strokeWidth={1} />
      ))}
    </g>
  );
}
