import type { ReactNode } from 'react';
import type { LegendEntry } from './legend.ts';

const SYMBOL_PATHS: Readonly<Record<NonNullable<LegendEntry['symbol']>, string>> = {
  circle: 'M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0',
  square: 'M-3.6,-3.6H3.6V3.6H-3.6Z',
  triangle: 'M0,-4.8L4.6,3.6H-4.6Z',
  diamond2: 'M0,-5L5,0L0,5L-5,0Z',
  star: 'M0,-5L1.2,-1.6L4.8,-1.5L1.9,0.6L2.9,4L0,2L-2.9,4L-1.9,0.6L-4.8,-1.5L-1.2,-1.6Z',
  cross: 'M-1.5,-4.5H1.5V-1.5H4.5V1.5H1.5V4.5H-1.5V1.5H-4.5V-1.5H-1.5Z',
  wye: 'M-1.3,4.4V0.8L-4.4,-1L-3.1,-3.3L0,-1.5L3.1,-3.3L4.4,-1L1.3,0.8V4.4Z',
};

export const LEGEND_KEY_SIZE = { width: 24, height: 12 } as const;

/** The sample of a legend entry, as the chart draws it. */
export function LegendKey({ entry }: { readonly entry: LegendEntry }): ReactNode {
  const { mark, color, symbol, dash = 'none' } = entry;
  const { width, height } = LEGEND_KEY_SIZE;
  return (
    <svg width={width} height={height} aria-hidden="true">
      {mark === 'line' && <line x1="0" x2={width} y1="6" y2="6" stroke={color} strokeWidth="2" strokeDasharray={dash} />}
      {mark === 'area' && <rect x="6" y="1" width="12" height="10" rx="2" fill={color} />}
      {mark === 'interval' && <path d="M12,1V11M9,1H15M9,11H15" stroke={color} strokeWidth="1.25" fill="none" />}
      {symbol && <path d={SYMBOL_PATHS[symbol]} transform="translate(12 6)" fill={color} />}
    </svg>
  );
}
