/** Okabe–Ito hues and four more, one per series. Marker and dash differ too, so that series do not depend on colour alone. */
const COLORS = [
  'var(--series-1)',
  'var(--series-2)',
  'var(--series-3)',
  'var(--series-5)',
  'var(--series-6)',
  'var(--series-4)',
  'var(--series-7)',
  'var(--series-8)',
  'var(--series-9)',
  'var(--series-10)',
] as const;

/** Names of d3-shape's symbols. Seven markers and ten hues make the first 70 series distinct. */
const SYMBOLS = ['circle', 'square', 'triangle', 'diamond2', 'star', 'cross', 'wye'] as const;

/** Dashes of lines, as SVG writes them; the first is solid. */
const DASHES = ['none', '7 3', '2 3', '8 3 2 3', '12 3'] as const;

/** Style of one series in every chart. */
export interface SeriesStyle {
  readonly color: string;
  readonly symbol: (typeof SYMBOLS)[number];
  readonly dash: (typeof DASHES)[number];
}

/** The style of the nth series. */
export function getSeriesStyle(index: number): SeriesStyle {
  return {
    color: COLORS[index % COLORS.length] ?? COLORS[0],
    symbol: SYMBOLS[index % SYMBOLS.length] ?? SYMBOLS[0],
    dash: DASHES[index % DASHES.length] ?? DASHES[0],
  };
}
