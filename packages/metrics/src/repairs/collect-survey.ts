import { getEntry } from '@lamina/errors';
import { createMatrix, type MatrixProduct } from '../linear-algebra/matrix.ts';
import { lengthsOf, medianOf, SINK_FACTOR } from './find-sinks.ts';
import { addRows, createMomentSums, type GapMoments, joinMoments, type MomentSums } from './gap-moments.ts';
import { rotateRows } from './rotation.ts';

/** A run [start, end) of blocks that might be removed. */
export interface SurveyGap {
  readonly start: number;
  readonly end: number;
}

/** aᵀ · b of float32[tokens × m] and float32[tokens × n], float32[m × n]. */
export type FloatProduct = (a: Float32Array, b: Float32Array, tokens: number) => Promise<Float32Array>;

/** The states of the real tokens of a batch, float32[tokens × width] each. */
export interface SurveyStates {
  /** By boundary: the stream that enters block i. */
  readonly states: ReadonlyMap<number, Float32Array>;
  /** By the start of a run: what the projection before it adds to the stream; absent where nothing folds into it. */
  readonly bases: ReadonlyMap<number, Float32Array>;
  readonly isFirst: (token: number) => boolean;
}

export interface SurveyOptions {
  readonly width: number;
  readonly gaps: readonly SurveyGap[];
  /** Whether the sums for hadamard-diagonal are needed. */
  readonly rotates: boolean;
  readonly multiply: FloatProduct;
  /** Float64 products for the few tokens that are set aside. */
  readonly multiplyAside: MatrixProduct;
  /** Median lengths by boundary, of an earlier pass over the same tokens. */
  readonly medians?: ReadonlyMap<number, number> | undefined;
}

/** Moments of one gap, by which tokens count. */
export interface SurveyedGap {
  readonly moments: Readonly<Record<'all' | 'no-sinks', GapMoments>>;
  /** Σ‖y‖² of the tokens that are not sinks. */
  readonly leavingSquared: number;
}

export interface SurveyMoments {
  readonly medians: ReadonlyMap<number, number>;
  /** True if a token was not set aside but is a sink by the final medians. Then collect again with these medians. */
  readonly misjudged: boolean;
  /** @param fold true for the moments of the projection before the run; null where it has none */
  of(gap: SurveyGap, fold: boolean): Promise<SurveyedGap | null>;
}

export interface SurveyCollector {
  add(states: SurveyStates): Promise<void>;
  finish(): Promise<SurveyMoments>;
}

/** Tokens longer than this many medians at any boundary are set aside until the medians are known. */
const DOUBT_FACTOR = 4;
const ENOUGH_LENGTHS = 1 << 14;
/** The number of tokens that are multiplied together. */
const TOKENS_PER_PRODUCT = 1024;

/** Growing sums over the tokens that were not set aside, and the rows that wait for the next product. */
interface Boundary {
  readonly rows: Float32Array;
  readonly absolute: Float64Array;
  readonly rotated: Float64Array;
  readonly lengths: Float64Array[];
  squares: number;
  longest: number;
}

interface Basis {
  readonly rows: Float32Array;
  readonly gram: Float64Array;
  squares: number;
}

interface GapSums {
  readonly step: Float64Array;
  readonly foldStep: Float64Array | null;
  readonly stepSum: Float64Array;
  stepSquared: number;
}

interface AsideToken {
  readonly isFirst: boolean;
  readonly lengths: ReadonlyMap<number, number>;
  readonly states: ReadonlyMap<number, Float32Array>;
  readonly bases: ReadonlyMap<number, Float32Array>;
}

/**
 * Collects the moments of many gaps in one pass. Gaps with the same start share BᵀB, and all gaps at a start are one product. Tokens that may be sinks
 * are set aside as rows and added in float64 at the end; the others are multiplied in float32, 1,024 at a time, and summed in float64. So the huge
 * states of sinks never meet the others in a float32 sum.
 *
 * Memory: 8 d² bytes for each start and each gap, twice where the start has a basis.
 */
export function createSurveyCollector(options: SurveyOptions): SurveyCollector {
  return new GapSurvey(options);
}

class GapSurvey implements SurveyCollector {
  readonly #options: SurveyOptions;
  readonly #boundaries: ReadonlyMap<number, Boundary>;
  readonly #byStart: ReadonlyMap<number, readonly SurveyGap[]>;
  readonly #grams: ReadonlyMap<number, Float64Array>;
  readonly #bases = new Map<number, Basis>();
  readonly #sums = new Map<string, GapSums>();
  readonly #aside: AsideToken[] = [];
  #doubt: ReadonlyMap<number, number>;
  /** Tokens given, tokens that wait for the next product, and tokens that are in the sums. */
  readonly #tokens = { seen: 0, waiting: 0, counted: 0 };

  constructor(options: SurveyOptions) {
    const { width, gaps, medians = new Map<number, number>() } = options;
    this.#options = options;
    const ends = new Set(gaps.flatMap(({ start, end }) => [start, end]));
    this.#boundaries = new Map([...ends].map((index) => [index, createBoundary(width)]));
    this.#byStart = Map.groupBy(gaps, ({ start }) => start);
    this.#grams = new Map([...this.#byStart.keys()].map((start) => [start, new Float64Array(width * width)]));
    this.#doubt = medians;
  }

  async add({ states, bases, isFirst }: SurveyStates): Promise<void> {
    const { width, medians } = this.#options;
    const lengths = new Map([...this.#boundaries.keys()].map((index) => [index, lengthsOf(getEntry(states, index), width)]));
    for (const [index, own] of lengths) getEntry(this.#boundaries, index).lengths.push(own);
    if (!medians && this.#tokens.seen < ENOUGH_LENGTHS) this.#doubt = mediansOf(this.#boundaries);
    const [some = new Float64Array(0)] = lengths.values();
    this.#tokens.seen += some.length;
    for (const start of bases.keys()) if (!this.#bases.has(start)) this.#bases.set(start, createBasis(width));
    const factor = medians ? SINK_FACTOR : DOUBT_FACTOR;
    const limits = [...lengths].map(([index, own]) => ({ own, most: factor * getEntry(this.#doubt, index) }));
    for (let token = 0; token < some.length; token += 1) {
      const row = (values: Float32Array): Float32Array => values.subarray(token * width, (token + 1) * width);
      const own = new Map([...lengths].map(([index, all]) => [index, all[token] as number]));
      if (isFirst(token) || limits.some(({ own: all, most }) => (all[token] as number) > most)) {
        const copy = (rows: ReadonlyMap<number, Float32Array>) => new Map([...rows].map(([index, values]) => [index, row(values).slice()]));
        this.#aside.push({ isFirst: isFirst(token), lengths: own, states: copy(states), bases: copy(bases) });
      } else {
        this.#take({ lengths: own, states, bases }, row);
        if (this.#tokens.waiting === TOKENS_PER_PRODUCT) await this.#flush();
      }
    }
  }

  /** Puts the rows of one token with those that wait. */
  #take({ lengths, states, bases }: Omit<AsideToken, 'isFirst'>, row: (values: Float32Array) => Float32Array): void {
    const at = this.#tokens.waiting * this.#options.width;
    for (const [index, boundary] of this.#boundaries) {
      const length = getEntry(lengths, index);
      boundary.rows.set(row(getEntry(states, index)), at);
      boundary.squares += length * length;
      boundary.longest = Math.max(boundary.longest, length);
    }
    for (const [start, { rows }] of this.#bases) rows.set(row(getEntry(bases, start)), at);
    this.#tokens.waiting += 1;
  }

  /** Multiplies the rows that wait, and adds the products to the sums. */
  async #flush(): Promise<void> {
    const { waiting } = this.#tokens;
    if (waiting === 0) return;
    const { width, rotates, multiply } = this.#options;
    for (const [start, gaps] of this.#byStart) {
      const x = getEntry(this.#boundaries, start).rows.subarray(0, waiting * width);
      const basis = this.#bases.get(start);
      const m = basis?.rows.subarray(0, waiting * width);
      addInto(getEntry(this.#grams, start), await multiply(x, x, waiting));
      if (basis && m) {
        addInto(basis.gram, await multiply(m, m, waiting));
        basis.squares += squaresOf(m);
      }
      for (const gap of gaps) {
        const sums = this.#sumsOf(gap);
        const step = subtract(getEntry(this.#boundaries, gap.end).rows, x);
        sums.stepSquared += squaresOf(step);
        addChannels(sums.stepSum, step);
        addInto(sums.step, await multiply(x, step, waiting));
        if (m && sums.foldStep) addInto(sums.foldStep, await multiply(m, step, waiting));
      }
    }
    for (const boundary of this.#boundaries.values()) addAbsolutes(boundary, waiting, { width, rotates });
    this.#tokens.counted += waiting;
    this.#tokens.waiting = 0;
  }

  #sumsOf(gap: SurveyGap): GapSums {
    const key = `${gap.start}-${gap.end}`;
    const sums = this.#sums.get(key) ?? createGapSums(this.#options.width, this.#bases.has(gap.start));
    this.#sums.set(key, sums);
    return sums;
  }

  async finish(): Promise<SurveyMoments> {
    await this.#flush();
    const medians = this.#options.medians ?? mediansOf(this.#boundaries);
    return {
      medians,
      misjudged: [...this.#boundaries].some(([index, { longest }]) => longest > SINK_FACTOR * getEntry(medians, index)),
      of: (gap, fold) => this.#join(gap, fold, medians),
    };
  }

  async #join(gap: SurveyGap, fold: boolean, medians: ReadonlyMap<number, number>): Promise<SurveyedGap | null> {
    if (fold && !this.#bases.has(gap.start)) return null;
    const { rotates } = this.#options;
    const regular = this.#regularSums(gap, fold);
    const isSink = ({ isFirst, lengths }: AsideToken): boolean =>
      isFirst || [gap.start, gap.end].some((index) => getEntry(lengths, index) > SINK_FACTOR * getEntry(medians, index));
    const others = this.#aside.filter((token) => !isSink(token));
    const more = await this.#sumAside(others, gap, fold);
    const sinks = await this.#sumAside(this.#aside.filter(isSink), gap, fold);
    const usual = { ...regular, tokens: regular.tokens + more.tokens, basisSquared: regular.basisSquared + more.basisSquared };
    return {
      moments: { all: joinMoments([regular, more, sinks], usual, rotates), 'no-sinks': joinMoments([regular, more], usual, rotates) },
      leavingSquared: others.reduce(
        (sum, { lengths }) => sum + getEntry(lengths, gap.end) ** 2,
        getEntry(this.#boundaries, gap.end).squares,
      ),
    };
  }

  /** The sums over tokens that were not set aside. */
  #regularSums(gap: SurveyGap, fold: boolean): MomentSums {
    const { width } = this.#options;
    const basis = fold ? this.#bases.get(gap.start) : undefined;
    const [entering, leaving] = [getEntry(this.#boundaries, gap.start), getEntry(this.#boundaries, gap.end)];
    const { step, foldStep, stepSum, stepSquared } = this.#sumsOf(gap);
    return {
      gram: createMatrix(width, width, basis?.gram ?? getEntry(this.#grams, gap.start)),
      step: createMatrix(width, width, basis && foldStep ? foldStep : step),
      stepSum,
      absolute: {
        entering: entering.absolute,
        leaving: leaving.absolute,
        rotatedEntering: entering.rotated,
        rotatedLeaving: leaving.rotated,
      },
      tokens: this.#tokens.counted,
      stepSquared,
      basisSquared: basis?.squares ?? entering.squares,
    };
  }

  async #sumAside(tokens: readonly AsideToken[], gap: SurveyGap, fold: boolean): Promise<MomentSums> {
    const { width, multiplyAside, rotates } = this.#options;
    const own = createMomentSums(width);
    const entering = joinRows(tokens.map(({ states }) => getEntry(states, gap.start)));
    const leaving = joinRows(tokens.map(({ states }) => getEntry(states, gap.end)));
    const basis = fold ? joinRows(tokens.map(({ bases }) => getEntry(bases, gap.start))) : entering;
    await addRows(own, { entering, leaving, basis }, multiplyAside, rotates);
    return own;
  }
}

function createBoundary(width: number): Boundary {
  return {
    rows: new Float32Array(TOKENS_PER_PRODUCT * width),
    absolute: new Float64Array(width),
    rotated: new Float64Array(width),
    lengths: [],
    squares: 0,
    longest: 0,
  };
}

function createBasis(width: number): Basis {
  return { rows: new Float32Array(TOKENS_PER_PRODUCT * width), gram: new Float64Array(width * width), squares: 0 };
}

function createGapSums(width: number, folds: boolean): GapSums {
  return {
    step: new Float64Array(width * width),
    foldStep: folds ? new Float64Array(width * width) : null,
    stepSum: new Float64Array(width),
    stepSquared: 0,
  };
}

function mediansOf(boundaries: ReadonlyMap<number, Boundary>): ReadonlyMap<number, number> {
  return new Map([...boundaries].map(([index, { lengths }]) => [index, medianOf(Float64Array.from(lengths.flatMap((own) => [...own])))]));
}

function addInto(target: Float64Array, values: Float32Array): void {
  for (let cell = 0; cell < target.length; cell += 1) target[cell] = (target[cell] as number) + (values[cell] as number);
}

/** The first rows of `a` minus `b`. */
function subtract(a: Float32Array, b: Float32Array): Float32Array {
  const difference = new Float32Array(b.length);
  for (let cell = 0; cell < b.length; cell += 1) difference[cell] = (a[cell] as number) - (b[cell] as number);
  return difference;
}

/** Adds rows, channel by channel. */
function addChannels(target: Float64Array, rows: Float32Array): void {
  for (let cell = 0; cell < rows.length; cell += 1)
    target[cell % target.length] = (target[cell % target.length] as number) + (rows[cell] as number);
}

function squaresOf(values: Float32Array): number {
  let sum = 0;
  for (let cell = 0; cell < values.length; cell += 1) sum += (values[cell] as number) ** 2;
  return sum;
}

function addAbsolutes(
  { rows, absolute, rotated }: Boundary,
  tokens: number,
  { width, rotates }: Pick<SurveyOptions, 'width' | 'rotates'>,
): void {
  const own = rows.subarray(0, tokens * width);
  const add = (target: Float64Array, values: Float32Array | Float64Array): void => {
    for (let start = 0; start < values.length; start += width)
      for (let channel = 0; channel < width; channel += 1)
        target[channel] = (target[channel] as number) + Math.abs(values[start + channel] as number);
  };
  add(absolute, own);
  if (rotates) add(rotated, rotateRows(Float64Array.from(own), width));
}

function joinRows(rows: readonly Float32Array[]): Float64Array {
  const joined = new Float64Array(rows.reduce((sum, { length }) => sum + length, 0));
  for (const [place, row] of rows.entries()) joined.set(row, place * row.length);
  return joined;
}
