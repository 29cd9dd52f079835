/** Style of one series in every chart. Marker and dash differ too, so that series do not depend on colour alone. */
export interface SeriesStyle {
  readonly color: string;
  /** Name of a symbol of d3-shape. */
  readonly symbol: 'circle' | 'square' | 'triangle' | 'diamond2' | 'star' | 'wye' | 'cross';
  /** As SVG writes it. */
  readonly dash: 'none' | '7 3' | '2 3' | '8 3 2 3';
}

/** A chart has four lines at most. */
const STYLES = [
  { color: 'var(--series-1)', symbol: 'circle', dash: 'none' },
  { color: 'var(--series-2)', symbol: 'square', dash: '7 3' },
  { color: 'var(--series-3)', symbol: 'triangle', dash: '2 3' },
  { color: 'var(--series-5)', symbol: 'diamond2', dash: '8 3 2 3' },
] as const satisfies readonly SeriesStyle[];

/** Numbers that other people published look different everywhere. */
const PUBLISHED_STYLES = [
  { color: 'var(--series-8)', symbol: 'circle', dash: 'none' },
  { color: 'var(--series-9)', symbol: 'square', dash: '7 3' },
  { color: 'var(--series-7)', symbol: 'triangle', dash: '2 3' },
  { color: 'var(--series-6)', symbol: 'diamond2', dash: '8 3 2 3' },
] as const satisfies readonly SeriesStyle[];

/** The style of the nth published series. */
export function getPublishedStyle(index: number): SeriesStyle {
  return PUBLISHED_STYLES[index % PUBLISHED_STYLES.length] ?? PUBLISHED_STYLES[0];
}

/** The style of the nth series. */
export function getSeriesStyle(index: number): SeriesStyle {
  return STYLES[index % STYLES.length] ?? STYLES[0];
}
