import type { MatrixProduct } from '../linear-algebra/matrix.ts';
import { medianOf } from '../statistics/median.ts';
import { lengthsOf, type MedianLengths, SINK_FACTOR } from './find-sinks.ts';
import { addRows, createMomentSums, type GapMoments, joinMoments, type MomentSums } from './gap-moments.ts';

/** States of the real tokens of one removed run, float32[tokens × width] each. */
export interface GapStates {
  readonly entering: Float32Array;
  readonly leaving: Float32Array;
  /** Null if the repair multiplies the entering states themselves. */
  readonly basis: Float32Array | null;
  /** Whether a token is the first of its window. */
  readonly isFirst: (token: number) => boolean;
}

export interface CollectionOptions {
  readonly width: number;
  /** Divides each token's states by √(‖x‖ · ‖y‖). */
  readonly balanced: boolean;
  /** Whether the sums for hadamard-diagonal are needed. */
  readonly rotates: boolean;
  /** Median lengths of an earlier pass over the same tokens. */
  readonly medians?: MedianLengths | undefined;
  readonly multiply: MatrixProduct;
}

/** The moments of one set of tokens. */
export interface CollectedMoments {
  /** For all tokens, and for tokens that are not sinks. */
  readonly moments: Readonly<Record<'all' | 'no-sinks', GapMoments>>;
  readonly medians: MedianLengths;
  /** True if a token was not counted as a sink but is one by the final medians. Then collect again with these medians. */
  readonly misjudged: boolean;
}

/** Collects states batch by batch. Memory holds only sums, and the rows of tokens that may be sinks. */
export interface MomentCollector {
  add(states: GapStates): Promise<void>;
  finish(): Promise<CollectedMoments>;
}

/** Rows longer than this many medians of the tokens so far wait for the final median. */
const DOUBT_FACTOR = 4;
/** After this many lengths, the median is stable enough for that decision. */
const ENOUGH_LENGTHS = 1 << 14;

/**
 * Collects moments in a single pass, although the sinks are known only at its end: few tokens may be sinks, and their rows are kept.
 */
export function createMomentCollector({ width, balanced, rotates, medians: known, multiply }: CollectionOptions): MomentCollector {
  const regular = createMomentSums(width);
  const lengths = { entering: [] as Float64Array[], leaving: [] as Float64Array[] };
  const longest = { entering: 0, leaving: 0 };
  const aside: AsideToken[] = [];
  let seen = 0;
  let doubt = known ?? { entering: 0, leaving: 0 };
  const threshold = known ? SINK_FACTOR : DOUBT_FACTOR;
  const add = async (states: GapStates): Promise<void> => {
    const entering = lengthsOf(states.entering, width);
    const leaving = lengthsOf(states.leaving, width);
    lengths.entering.push(entering);
    lengths.leaving.push(leaving);
    if (!known && seen < ENOUGH_LENGTHS) doubt = { entering: medianOf(join(lengths.entering)), leaving: medianOf(join(lengths.leaving)) };
    seen += entering.length;
    const counted: number[] = [];
    for (let token = 0; token < entering.length; token += 1) {
      const x = entering[token] as number;
      const y = leaving[token] as number;
      if (states.isFirst(token) || x > threshold * doubt.entering || y > threshold * doubt.leaving) {
        aside.push({ isFirst: states.isFirst(token), x, y, rows: pickRows(states, [token], { width, balanced, entering, leaving }) });
        continue;
      }
      longest.entering = Math.max(longest.entering, x);
      longest.leaving = Math.max(longest.leaving, y);
      counted.push(token);
    }
    await addRows(regular, pickRows(states, counted, { width, balanced, entering, leaving }), multiply, rotates);
  };
  const finish = async (): Promise<CollectedMoments> => {
    const medians = known ?? { entering: medianOf(join(lengths.entering)), leaving: medianOf(join(lengths.leaving)) };
    const isSink = ({ x, y, isFirst }: Pick<AsideToken, 'x' | 'y' | 'isFirst'>): boolean =>
      isFirst || x > SINK_FACTOR * medians.entering || y > SINK_FACTOR * medians.leaving;
    const sinks = createMomentSums(width);
    for (const [sums, tokens] of [
      [regular, aside.filter((token) => !isSink(token))],
      [sinks, aside.filter(isSink)],
    ] as const)
      await addAside(sums, tokens);
    return {
      moments: { all: joinMoments([regular, sinks], regular, rotates), 'no-sinks': joinMoments([regular], regular, rotates) },
      medians,
      misjudged: isSink({ x: longest.entering, y: longest.leaving, isFirst: false }),
    };
  };
  const addAside = async (sums: MomentSums, tokens: readonly AsideToken[]): Promise<void> => {
    const rows = tokens.map((token) => token.rows);
    const basis = join(rows.map((row) => row.basis));
    const entering = rows.every((row) => row.basis === row.entering) ? basis : join(rows.map((row) => row.entering));
    await addRows(sums, { entering, leaving: join(rows.map((row) => row.leaving)), basis }, multiply, rotates);
  };
  return { add, finish };
}

interface AsideToken {
  readonly isFirst: boolean;
  readonly x: number;
  readonly y: number;
  readonly rows: ReturnType<typeof pickRows>;
}

interface RowChoice {
  readonly width: number;
  readonly balanced: boolean;
  readonly entering: Float64Array;
  readonly leaving: Float64Array;
}

/** Rows of some tokens in float64, scaled if they must be balanced. */
function pickRows(states: GapStates, tokens: readonly number[], { width, balanced, entering, leaving }: RowChoice) {
  const weights = tokens.map((token) => {
    const product = (entering[token] as number) * (leaving[token] as number);
    // A token with a zero state has no weight.
    return balanced ? (product > 0 ? product ** -0.5 : 0) : 1;
  });
  const pick = (source: Float32Array): Float64Array => {
    const rows = new Float64Array(tokens.length * width);
    for (const [row, token] of tokens.entries())
      for (let channel = 0; channel < width; channel += 1)
        rows[row * width + channel] = (source[token * width + channel] as number) * (weights[row] as number);
    return rows;
  };
  const x = pick(states.entering);
  return { entering: x, leaving: pick(states.leaving), basis: states.basis === null ? x : pick(states.basis) };
}

function join(parts: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    joined.set(part, end);
    end += part.length;
  }
  return joined;
}
