import type { ReactNode } from 'react';
import type { SeriesStyle } from './series-style.ts';
import { getSymbolPath } from './symbol-mark.tsx';

const LEGEND_KEY_SIZE = { width: 24, height: 12 } as const;

/** The sample of a legend entry, as the chart draws it. */
export function LegendKey({ entry }: { readonly entry: LegendEntry }): ReactNode {
  const { mark, color, symbol, dash = 'none' } = entry;
  const { width, height } = LEGEND_KEY_SIZE;
  return (
    <svg width={width} height={height} aria-hidden="true">
      {mark === 'line' && <line x1="0" x2={width} y1="6" y2="6" stroke={color} strokeWidth="2" strokeDasharray={dash} />}
      {mark === 'area' && <rect x="6" y="1" width="12" height="10" rx="2" fill={color} />}
      {symbol && (
        <path
          d={getSymbolPath(symbol, 4)}
          transform="translate(12 6)"
          fill={mark === 'outline' ? 'none' : color}
          stroke={mark === 'outline' ? color : 'none'}
          strokeWidth="1.5"
        />
      )}
    </svg>
  );
}

/** One entry of a chart's legend: a line, a filled or an outlined point, or a filled area. */
export interface LegendEntry {
  readonly label: string;
  readonly mark: 'line' | 'point' | 'outline' | 'area';
  readonly color: string;
  readonly symbol?: SeriesStyle['symbol'];
  readonly dash?: SeriesStyle['dash'];
}
