import { depthOf } from '@lamina/metrics';
import type { StripFactsFragment } from '../../generated/graphql.ts';
import { numbers } from '../ui/numbers.ts';

/** Steps of colour from "matters least" to "matters most". */
export const COLOURS = 12;
/** How many of the blocks that matter least are marked. */
export const MARKED = 5;
const NAMED = 3;

/** One block of a strip; null for a block without a value. */
export interface StripCell {
  readonly value: number;
  /** 1 = matters least. */
  readonly rank: number;
}

/** The cells of a strip by block. */
export function readCells({ layers, values, ranks, blockCount }: StripFactsFragment): readonly (StripCell | null)[] {
  const cells = new Map(layers.map((layer, place) => [layer, { value: values[place] ?? Number.NaN, rank: ranks[place] ?? Number.NaN }])); // as many as layers
  return Array.from({ length: blockCount }, (_, block) => cells.get(block) ?? null); // missing in the source
}

/** The step of colour of a rank. */
export function colourOf(rank: number, ranked: number): number {
  return Math.min(COLOURS - 1, Math.floor((COLOURS * (rank - 1)) / (ranked - 1)));
}

/** The row of one strip in the page. */
export function idOfStrip({ slug, source, metric }: StripFactsFragment): string {
  return `strip-${slug}-${source?.slug ?? 'here'}-${metric.replace(/\W+/g, '-')}`; // measured here
}

/** The page of the model of a strip, at one of its blocks. */
export function toStripHref({ slug, isMeasured }: StripFactsFragment, block: number | null): `/${string}` {
  return `/${isMeasured ? 'models' : 'published'}/${encodeURIComponent(slug)}${block === null ? '' : `#block-${block}`}`;
}

/** A strip in words, for those who do not see it. */
export function describeStrip({ name, blockCount, order }: StripFactsFragment): string {
  return `${name}, ${blockCount} blocks. Matter least: ${order.slice(0, NAMED).join(', ')}. Matter most: ${order.slice(-NAMED).toReversed().join(', ')}.`;
}

/** Number of parameters in a few characters: `135 M`, `7.2 B`, `1.0 T`. */
export function formatSize(parameterCount: number | null): string {
  if (parameterCount === null) return '–';
  const size = parameterCount / 1e9;
  if (size >= 999) return `${numbers.fixed(size / 1000, 1)} T`;
  if (size >= 99.5) return `${numbers.integer(size)} B`;
  return size >= 0.995 ? `${numbers.rounded(size, 2)} B` : `${numbers.integer(size * 1000)} M`;
}

/** The block of another strip at the same depth. */
export function blockAtDepth(block: number, from: StripFactsFragment, to: StripFactsFragment): number {
  return Math.min(to.blockCount - 1, Math.floor(depthOf(block, from.blockCount) * to.blockCount));
}
