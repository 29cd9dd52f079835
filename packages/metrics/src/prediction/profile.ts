import { AppError, getAt } from '@lamina/errors';

/** The fields of a configuration that a prediction reads. */
export interface ModelShape {
  readonly name: string;
  /** Who made it, as in `qwen`. Null: not known. */
  readonly maker: string | null;
  /** Models that share a recipe, as in `Qwen3.5-3.8`. Null: none that is published. */
  readonly generation: string | null;
  /** Null: not known. */
  readonly version: number | null;
  /** As llama.cpp names it, as in `qwen35moe`. */
  readonly architecture: string;
  readonly feedForwardKind: 'dense' | 'moe';
  /** L: blocks, without those that predict further tokens. */
  readonly blocks: number;
  /** Null: not known. */
  readonly hiddenSize: number | null;
}

/** A model whose blocks were rounded one by one. */
export interface PublishedProfile extends ModelShape {
  /** float64[L], nats per token of the whole model: the KL divergence when this block is rounded. Null where it is not published. */
  readonly divergences: readonly (number | null)[];
}

/** The logarithm of a profile, less the mean of its inner blocks. */
export interface CentredProfile {
  readonly first: number;
  /** float64[20] at relative depths 0, 1/19 … 1 of the inner blocks. */
  readonly inner: readonly number[];
  readonly last: number;
}

/** Below this, a divergence is noise of the arithmetic. */
const LEAST_DIVERGENCE = 1e-6;
const GRID_POINTS = 20;
/** First and last block stand apart, and a line needs two inner ones. */
const LEAST_BLOCKS = 4;

/**
 * ln of every divergence; blocks between two known ones are interpolated over their index.
 * @returns float64[L]
 */
export function logarithmsOf({ divergences }: Pick<PublishedProfile, 'divergences'>): readonly number[] {
  const measured = [...divergences.entries()].flatMap(([place, value]) => (value === null ? [] : [{ place, value }]));
  const places = measured.map(({ place }) => place);
  const values = measured.map(({ value }) => Math.log(Math.max(value, LEAST_DIVERGENCE)));
  return divergences.map((_, block) => interpolate(block, places, values));
}

/** First block, inner blocks on a grid of relative depth, and last block, each less the mean of the inner blocks. */
export function centreProfile(profile: Pick<PublishedProfile, 'divergences'>): CentredProfile {
  const logarithms = logarithmsOf(profile);
  const inner = logarithms.slice(1, -1);
  const mean = inner.reduce((sum, value) => sum + value, 0) / inner.length;
  const centred = logarithms.map((value) => value - mean);
  const depths = inner.map((_, place) => place / (inner.length - 1));
  const grid = Array.from({ length: GRID_POINTS }, (_, point) => interpolate(point / (GRID_POINTS - 1), depths, centred.slice(1, -1)));
  return { first: getAt(centred, 0), inner: grid, last: getAt(centred, centred.length - 1) };
}

/**
 * A centred profile for another number of blocks.
 * @returns float64[blocks]
 * @throws AppError BAD_USER_INPUT for fewer than four blocks
 */
export function spreadProfile({ first, inner, last }: CentredProfile, blocks: number): readonly number[] {
  if (blocks < LEAST_BLOCKS)
    throw new AppError(
      'BAD_USER_INPUT',
      `a profile of ${blocks} blocks has no inner blocks to predict; at least ${LEAST_BLOCKS} are needed`,
    );
  const points = inner.map((_, point) => point / (GRID_POINTS - 1));
  const depths = Array.from({ length: blocks - 2 }, (_, place) => place / (blocks - 3));
  return [first, ...depths.map((depth) => interpolate(depth, points, inner)), last];
}

/**
 * Linear interpolation, as numpy.interp: the value of the nearest end outside the points.
 * @param places float64[n], ascending
 * @param values float64[n]
 */
function interpolate(at: number, places: readonly number[], values: readonly number[]): number {
  const next = places.findIndex((place) => place >= at);
  if (next === -1) return getAt(values, values.length - 1);
  const [place, value] = [getAt(places, next), getAt(values, next)];
  if (next === 0 || place === at) return value;
  const [before, start] = [getAt(places, next - 1), getAt(values, next - 1)];
  return start + ((value - start) * (at - before)) / (place - before);
}
