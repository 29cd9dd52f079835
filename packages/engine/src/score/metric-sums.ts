import type { Unit } from '@lamina/plans';
import { PRODUCTS_PER_HALF } from '@lamina/surgery';

/** Sums of one resampling unit (a document or a window). Indices run over blocks; matrices are row-major over the L+1 states. */
export interface UnitSums {
  readonly influence: SeriesSums;
  readonly influenceFinalNorm: SeriesSums;
  readonly magnitude: SeriesSums;
  /** All counts are 0 where a block has no such half. */
  readonly attention: SeriesSums;
  readonly mlp: SeriesSums;
}

export interface SeriesSums {
  /** float64[L] */
  readonly sum: number[];
  readonly count: number[];
  readonly undefinedCount: number[];
}

/** The sums over everything that was scored. */
export interface StateSums {
  /** float64[L+1], and the number of tokens counted */
  readonly norm: Float64Array;
  readonly normCount: Float64Array;
  /** float64[(L+1)²] of cosines, and the number of tokens counted; only cells [a, b] with a ≤ b are filled */
  readonly cosine: Float64Array;
  readonly cosineCount: Float64Array;
  /** float64[(L+1)²] of arccos(cosine)/π at the last token of each window, and the number of windows counted; a ≤ b */
  readonly angular: Float64Array;
  readonly angularCount: Float64Array;
}

export function createUnitSums(blocks: number): UnitSums {
  const series = (): SeriesSums => ({ sum: zeros(blocks), count: zeros(blocks), undefinedCount: zeros(blocks) });
  return { influence: series(), influenceFinalNorm: series(), magnitude: series(), attention: series(), mlp: series() };
}

export function createStateSums(blocks: number): StateSums {
  const states = blocks + 1;
  const matrix = (): Float64Array => new Float64Array(states * states);
  return {
    norm: new Float64Array(states),
    normCount: new Float64Array(states),
    cosine: matrix(),
    cosineCount: matrix(),
    angular: matrix(),
    angularCount: matrix(),
  };
}

function zeros(length: number): number[] {
  return new Array<number>(length).fill(0);
}

/** The reductions of one token, as the graph returns them. */
export interface TokenReductions {
  /** float32[states²] dot products, row-major; states = L+1, and one more where there is a final norm */
  readonly gram: Float32Array;
  /** float32[L] squared step lengths */
  readonly stepSquared: Float32Array;
  /** float32[3 H] dot products before and after each half (createHalfProducts); empty where blocks have no halves */
  readonly halfProducts: Float32Array;
  /** [H] */
  readonly halves: readonly Unit[];
  readonly isLastOfWindow: boolean;
}

/**
 * Adds one token. A cosine with a zero, infinite or NaN state is undefined: it is counted as undefined and left out of the mean (metrics.md). Cosines
 * are computed in float64 from the float32 dot products.
 */
export function addToken(
  { gram, stepSquared, halfProducts, halves, isLastOfWindow }: TokenReductions,
  unit: UnitSums,
  all: StateSums,
): void {
  const blocks = stepSquared.length;
  const states = Math.round(Math.sqrt(gram.length));
  const dot = (a: number, b: number): number => gram[a * states + b] ?? Number.NaN;
  // The root of the product, not the product of roots: for equal states it gives exactly 1.
  const cosine = (a: number, b: number): number => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  for (let block = 0; block < blocks; block += 1) {
    const influence = 1 - cosine(block, block + 1);
    add(unit.influence, block, influence);
    const usesFinalNorm = block === blocks - 1 && states > blocks + 1;
    add(unit.influenceFinalNorm, block, usesFinalNorm ? 1 - cosine(block, states - 1) : influence);
    add(unit.magnitude, block, Math.sqrt((stepSquared[block] ?? Number.NaN) / dot(block + 1, block + 1)));
  }
  addHalves(unit, halves, halfProducts);
  for (let a = 0; a <= blocks; a += 1) {
    accumulate(all.norm, all.normCount, a, Math.sqrt(dot(a, a)));
    for (let b = a; b <= blocks; b += 1) {
      const value = a === b && dot(a, a) > 0 ? 1 : cosine(a, b);
      accumulate(all.cosine, all.cosineCount, a * (blocks + 1) + b, value);
      if (isLastOfWindow)
        accumulate(all.angular, all.angularCount, a * (blocks + 1) + b, Math.acos(Math.min(1, Math.max(-1, value))) / Math.PI);
    }
  }
}

/**
 * Adds the influence of halves. The root of the product gives exactly 0 for a half that changes nothing.
 *
 * @param products float32[tokens, 3 H] of createHalfProducts
 */
export function addHalves({ attention, mlp }: UnitSums, halves: readonly Unit[], products: Float32Array): void {
  const influenceAt = (place: number): number => {
    const squares = (products[place] as number) * (products[place + 2] as number);
    return 1 - (products[place + 1] as number) / Math.sqrt(squares);
  };
  for (let start = 0; start < products.length; start += halves.length * PRODUCTS_PER_HALF)
    for (const [place, { kind, block }] of halves.entries())
      add(kind === 'attention' ? attention : mlp, block, influenceAt(start + place * PRODUCTS_PER_HALF));
}

/** The states of some tokens around one block, float32[tokens × width] each. */
export interface BlockStep {
  readonly entering: Float32Array;
  readonly leaving: Float32Array;
  readonly width: number;
}

/** Adds the influence of one block on some tokens, in float64. */
export function addStep(unit: UnitSums, block: number, { entering, leaving, width }: BlockStep): void {
  for (let start = 0; start < entering.length; start += width) {
    let before = 0;
    let product = 0;
    let after = 0;
    for (let cell = start; cell < start + width; cell += 1) {
      const x = entering[cell] as number;
      const y = leaving[cell] as number;
      before += x * x;
      product += x * y;
      after += y * y;
    }
    add(unit.influence, block, 1 - product / Math.sqrt(before * after));
  }
}

// Both are called for every token and pair of states: the lists are as long as the model has blocks, and are read unchecked.
function add(series: SeriesSums, block: number, value: number): void {
  const target = Number.isFinite(value) ? series.count : series.undefinedCount;
  target[block] = (target[block] as number) + 1;
  if (Number.isFinite(value)) series.sum[block] = (series.sum[block] as number) + value;
}

function accumulate(sums: Float64Array, counts: Float64Array, index: number, value: number): void {
  if (!Number.isFinite(value)) return;
  sums[index] = (sums[index] as number) + value;
  counts[index] = (counts[index] as number) + 1;
}
