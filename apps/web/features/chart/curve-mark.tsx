import { area } from 'd3-shape';
import { Fragment, type ReactNode } from 'react';
import { LineMark } from './line-mark.tsx';
import { type LinePoint, listStretches } from './list-stretches.ts';
import type { SeriesStyle } from './series-style.ts';
import { SymbolMark } from './symbol-mark.tsx';

export interface CurveMarkProps {
  /** In pixels. */
  readonly points: readonly LinePoint[];
  readonly style: SeriesStyle;
}

/** One series: its interval band, its line, and a marker per point. Bands and lines leave gaps (isApart). */
export function CurveMark({ points, style }: CurveMarkProps): ReactNode {
  const stretches = listStretches(points);
  return (
    <g data-marks="curve">
      {stretches.map((stretch, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a stretch is its place
        <Fragment key={place}>
          <BandMark points={stretch.filter(({ low, high }) => low !== null && high !== null)} color={style.color} opacity={0.13} />
          <LineMark points={stretch} color={style.color} dash={style.dash} width={2} />
        </Fragment>
      ))}
      {points.map(({ x, y }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a point is its place
        <SymbolMark key={place} x={x} y={y} radius={3.5} symbol={style.symbol} fill={style.color} stroke="var(--surface)" strokeWidth={1} />
      ))}
    </g>
  );
}

interface BandMarkProps {
  readonly points: readonly LinePoint[];
  readonly color: string;
  readonly opacity: number;
}

/** The space between the low and the high ends of points that have both. */
function BandMark({ points, color, opacity }: BandMarkProps): ReactNode {
  const outline = area<LinePoint>(
    ({ x }) => x,
    ({ low, y }) => low ?? y,
    ({ high, y }) => high ?? y,
  );
  // d3 writes nothing of no points; a path may be empty.
  return <path d={outline(points) ?? ''} fill={color} fillOpacity={opacity} />;
}
