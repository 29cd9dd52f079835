import { cosineOf, INFLUENCE_MEASURES, type InfluenceMeasure, MEASURES } from '@lamina/metrics';
import type { Unit } from '@lamina/plans';
import { PRODUCTS_PER_HALF } from '@lamina/surgery';

const { blockInfluence, blockInfluenceFinalNorm, relativeMagnitude, attentionInfluence, mlpInfluence, angularDistance, hiddenNorm } =
  MEASURES;

/** Sums of one resampling unit (a document or a window), by measure. All counts of a sublayer's measure are 0 where a block has no such sublayer. */
export type UnitSums = Readonly<Record<InfluenceMeasure, SeriesSums>>;

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
  return Object.fromEntries(INFLUENCE_MEASURES.map((name) => [name, series()])) as Record<InfluenceMeasure, SeriesSums>;
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
  for (let block = 0; block < blocks; block += 1) {
    const next = block + 1;
    const final = block === blocks - 1 && states > blocks + 1 ? states - 1 : next;
    add(unit.blockInfluence, block, blockInfluence.term(dot(block, block), dot(block, next), dot(next, next)));
    add(unit.blockInfluenceFinalNorm, block, blockInfluenceFinalNorm.term(dot(block, block), dot(block, final), dot(final, final)));
    add(unit.relativeMagnitude, block, relativeMagnitude.term(stepSquared[block] ?? Number.NaN, dot(next, next)));
  }
  addHalves(unit, halves, halfProducts);
  for (let a = 0; a <= blocks; a += 1) {
    accumulate(all.norm, all.normCount, a, hiddenNorm.term(dot(a, a)));
    for (let b = a; b <= blocks; b += 1) {
      const cosine = cosineOf(dot(a, a), dot(a, b), dot(b, b));
      accumulate(all.cosine, all.cosineCount, a * (blocks + 1) + b, cosine);
      if (isLastOfWindow) accumulate(all.angular, all.angularCount, a * (blocks + 1) + b, angularDistance.term(cosine));
    }
  }
}

/** Adds the influence of halves. @param products float32[tokens, 3 H] of createHalfProducts */
export function addHalves(unit: UnitSums, halves: readonly Unit[], products: Float32Array): void {
  for (let start = 0; start < products.length; start += halves.length * PRODUCTS_PER_HALF)
    for (const [place, { kind, block }] of halves.entries()) {
      const at = start + place * PRODUCTS_PER_HALF;
      const [before, product, after] = [products[at] as number, products[at + 1] as number, products[at + 2] as number];
      if (kind === 'attention') add(unit.attentionInfluence, block, attentionInfluence.term(before, product, after));
      else add(unit.mlpInfluence, block, mlpInfluence.term(before, product, after));
    }
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
    add(unit.blockInfluence, block, blockInfluence.term(before, product, after));
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
