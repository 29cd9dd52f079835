import type { ReactNode } from 'react';

/** The series styles, in order: each has its own hue, marker and dash, so none rests on colour alone. */
export const SERIES_STYLES = [
  { color: 'var(--series-1)', path: 'M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0', dash: undefined },
  { color: 'var(--series-2)', path: 'M-3.6,-3.6H3.6V3.6H-3.6Z', dash: '7 3' },
  { color: 'var(--series-3)', path: 'M0,-4.8L4.6,3.6H-4.6Z', dash: '2 3' },
  { color: 'var(--series-4)', path: 'M0,-5L5,0L0,5L-5,0Z', dash: '8 3 2 3' },
  { color: 'var(--series-5)', path: 'M0,4.8L4.6,-3.6H-4.6Z', dash: '4 2' },
  { color: 'var(--series-6)', path: 'M-4,-4L4,4M-4,4L4,-4', dash: '1 2' },
] as const;

export type SeriesStyle = (typeof SERIES_STYLES)[number];

/** The style of the nth series; further series start again. */
export function getSeriesStyle(index: number): SeriesStyle {
  return SERIES_STYLES[index % SERIES_STYLES.length] ?? SERIES_STYLES[0];
}

/** Line sample with marker for a legend entry. */
export function SeriesKey({ style }: { readonly style: SeriesStyle }): ReactNode {
  return (
    <svg width="26" height="12" aria-hidden="true">
      <line x1="0" x2="26" y1="6" y2="6" stroke={style.color} strokeWidth="2" strokeDasharray={style.dash} />
      <path d={style.path} transform="translate(13 6)" fill={style.color} stroke={style.color} />
    </svg>
  );
}
