import { AppError } from '@lamina/errors';
import {
  type CollectedMoments,
  type CollectionOptions,
  createMomentCollector,
  defaultAlphaOf,
  type GapMoments,
  type GapStates,
  getRepair,
  type MatrixProduct,
  type MedianLengths,
  type MomentCollector,
  type Repair,
  type RepairOperator,
  repairErrorOf,
  type SolveOptions,
  type TokenRule,
} from '@lamina/metrics';
import type { OpenedModel, Window } from '@lamina/models';
import { type Part, pickSegmentFeeds, readState, runThrough, streamOf, type Walk, type WalkedBatch } from '../resident/model-parts.ts';
import { floatsOf } from '../session/batches.ts';
import type { ModelSession } from '../session/session.ts';
import { applyRepair, type Placement, type SolvedRun } from './apply-repair.ts';
import type { GapRecord, RepairErrors, RepairSolving } from './repair-record.ts';

/** The parts that run around a removed run of blocks. */
export interface GapParts {
  /** The part before the run. It gives X. */
  readonly before: Part;
  /** Computes what the last projection of that part adds to the stream, M, as GAP_ADDED; null where it is not wanted. */
  readonly added: ModelSession | null;
  /** The blocks of the run. They give Y. */
  readonly run: readonly Part[];
  /** Whether the run reads X, or like the part before it the stream where the walk stands. */
  readonly reads: 'entering' | 'stream';
}

/** The output float32[tokens, d] with M, tokens = batch × sequence. */
export const GAP_ADDED = 'lamina.gap_added';

type CollectOptions = Pick<CollectionOptions, 'balanced' | 'rotates' | 'multiply'>;

/**
 * The moments of the states at a run. It takes one pass from where the walk stands, and a second one where the first guess of the median was wrong.
 * Yields the number of windows after each batch.
 */
export async function* collectGap(walk: Walk, gap: GapParts, options: CollectOptions): AsyncGenerator<number, CollectedMoments> {
  const first = yield* collectOnce(walk, gap, options);
  return first.misjudged ? yield* collectOnce(walk, gap, options, first.medians) : first;
}

async function* collectOnce(
  walk: Walk,
  gap: GapParts,
  options: CollectOptions,
  medians?: MedianLengths,
): AsyncGenerator<number, CollectedMoments> {
  let collector: MomentCollector | null = null;
  for (const batch of walk.batches) {
    const stream = await streamOf(walk, batch);
    const entering = await runThrough([gap.before], batch.feeds, stream);
    const leaving = await runThrough(gap.run, batch.feeds, gap.reads === 'entering' ? entering : stream);
    const added = gap.added && floatsOf(await gap.added.run(pickSegmentFeeds(gap.added.model.graph, batch.feeds, stream)), GAP_ADDED);
    const { values, width } = readState(entering);
    collector ??= createMomentCollector({ width, ...options, medians });
    await collector.add(readStates(batch, width, { entering: values, leaving: readState(leaving).values, added }));
    yield batch.lengths.length;
  }
  if (!collector) throw new Error('there are no windows to collect from');
  return await collector.finish();
}

/** The states of the real tokens of a batch. */
function readStates(
  batch: WalkedBatch,
  width: number,
  { entering, leaving, added }: { readonly entering: Float32Array; readonly leaving: Float32Array; readonly added: Float32Array | null },
): GapStates {
  const { read, isFirst } = readRealTokens(batch, width);
  return { entering: read(entering), leaving: read(leaving), basis: added && read(added), isFirst };
}

/** Reads states without the rows of padding. @param width the number of channels */
export function readRealTokens({ lengths, width: positions }: Pick<WalkedBatch, 'lengths' | 'width'>, width: number) {
  const firsts = new Set<number>();
  let token = 0;
  for (const length of lengths) {
    firsts.add(token);
    token += length;
  }
  return {
    /** float32[tokens × width] of float32[windows × positions × width] */
    read: (values: Float32Array): Float32Array => dropPadding(values, lengths, { positions, width }),
    /** Whether a token is the first of its window. */
    isFirst: (index: number): boolean => firsts.has(index),
  };
}

function dropPadding(
  values: Float32Array,
  lengths: readonly number[],
  { positions, width }: { readonly positions: number; readonly width: number },
): Float32Array {
  if (lengths.every((length) => length === positions)) return values;
  const kept = new Float32Array(lengths.reduce((sum, length) => sum + length, 0) * width);
  let end = 0;
  for (const [row, length] of lengths.entries()) {
    kept.set(values.subarray(row * positions * width, (row * positions + length) * width), end);
    end += length * width;
  }
  return kept;
}

/** The texts of a fit; the calibration text in two parts where a ridge is chosen. */
export type FitText = 'calibration' | 'heldOut' | 'seen' | 'unseen';

/** The removed units, and the place of their operator. */
type Gap = Pick<GapRecord, 'run' | 'unit'> & Omit<Placement, 'multiply'>;

interface GapFit {
  readonly repair: RepairSolving;
  readonly multiply: MatrixProduct;
  /** Whether there is text that the solver does not see. */
  readonly isJudged: boolean;
  /** The moments of a text at the gap; yields numbers of windows. */
  readonly collect: (text: FitText, balanced: boolean) => AsyncGenerator<number, CollectedMoments>;
}

export interface SolvedGap extends SolvedRun {
  /** The model with the operator in place. */
  readonly opened: OpenedModel;
  readonly record: GapRecord;
}

/**
 * Solves the repair of one gap, measures its errors, and puts its operator in place.
 *
 * @param opened the model in which earlier gaps are repaired
 */
export async function* solveGap(
  opened: OpenedModel,
  { run, unit, start, target }: Gap,
  { repair: { kind, tokenRule, rank, alpha: wanted }, multiply, isJudged, collect }: GapFit,
): AsyncGenerator<number, SolvedGap> {
  const repair = getRepair(kind);
  const balanced = tokenRule === 'balanced';
  const choosesAlpha = wanted === 'auto' && repair.settings.includes('alpha');
  const factor = choosesAlpha
    ? await chooseAlphaFactor({
        repair,
        multiply,
        seen: pickMoments(yield* collect('seen', balanced), tokenRule),
        unseen: (yield* collect('unseen', false)).moments['no-sinks'],
      })
    : 1;
  const moments = pickMoments(yield* collect('calibration', balanced), tokenRule);
  const alpha = typeof wanted === 'number' ? wanted : factor * defaultAlphaOf(moments);
  const { operator, ...ridge } = await repair.solve(moments, { alpha, rank, multiply });
  const unseen = isJudged ? (yield* collect('heldOut', false)).moments : null;
  const heldOutErrors = unseen && (await measureErrors(operator, unseen, multiply));
  const weighted = isJudged && balanced ? (yield* collect('heldOut', true)).moments.all : null;
  const record = {
    run,
    unit,
    ...ridge,
    heldOutErrors,
    tokens: moments.tokens,
    factor: operator.form === 'scale' ? operator.factor : undefined,
    calibrationError: await repairErrorOf(operator, moments, multiply),
    heldOutError: weighted
      ? await repairErrorOf(operator, weighted, multiply)
      : (heldOutErrors?.[tokenRule === 'no-sinks' ? 'no-sinks' : 'all'] ?? null),
  };
  return { opened: await applyRepair(opened, operator, { start, target, multiply }), start, operator, record };
}

/** The errors of an operator on tokens of another text, by both rules of which tokens count. */
async function measureErrors(
  operator: RepairOperator,
  moments: CollectedMoments['moments'],
  multiply: MatrixProduct,
): Promise<RepairErrors> {
  return {
    all: await repairErrorOf(operator, moments.all, multiply),
    'no-sinks': await repairErrorOf(operator, moments['no-sinks'], multiply),
  };
}

/** The moments over the tokens that a rule counts. */
function pickMoments({ moments }: CollectedMoments, rule: TokenRule): GapMoments {
  return moments[rule === 'no-sinks' ? 'no-sinks' : 'all'];
}

/** The powers of ten around the default ridge that are tried. Of equal errors, the first counts: the default, or what is nearest to it. */
const EXPONENTS = [0, -1, 1, -2, 2, -3, 3, -4, 4] as const;
/** One document in this many is held back. */
const HELD_BACK = 4;

/** A calibration text in two parts. */
interface DividedText {
  /** On which repairs are solved for a try. */
  readonly seen: readonly Window[];
  /** On which they are judged. */
  readonly unseen: readonly Window[];
}

/**
 * Holds every fourth document of a calibration text back. If there is one document, its windows count as documents.
 * @throws AppError TEXT_TOO_SHORT where there is nothing to hold back.
 */
export function holdBack(calibration: readonly Window[]): DividedText {
  const documents = [...new Set(calibration.map(({ document }) => document))];
  const partOf = ({ document }: Window, place: number): number => (documents.length > 1 ? documents.indexOf(document) : place);
  const isHeldBack = calibration.map((window, place) => partOf(window, place) % HELD_BACK === HELD_BACK - 1);
  const pick = (held: boolean): readonly Window[] => calibration.filter((_, place) => isHeldBack[place] === held);
  const divided = { seen: pick(false), unseen: pick(true) };
  if (divided.seen.length > 0 && divided.unseen.length > 0) return divided;
  throw new AppError(
    'TEXT_TOO_SHORT',
    `--repair-alpha auto holds out one of ${HELD_BACK} calibration documents, but there are only ${documents.length}; give more text, or set alpha`,
  );
}

interface AlphaChoice {
  readonly repair: Repair;
  readonly multiply: MatrixProduct;
  /** Moments of the tokens that the token rule of the repair counts. */
  readonly seen: GapMoments;
  /** Moments of tokens that are no sinks. */
  readonly unseen: GapMoments;
}

/**
 * The factor by which the default ridge alpha is best multiplied: a power of ten, with the least error on held-back tokens that are no sinks. Sinks would rule the
 * choice by their length, and the error without them predicts the loss. The rank is not limited: the ridge of a matrix of low rank is that of the whole one.
 */
export async function chooseAlphaFactor({ repair, multiply, seen, unseen }: AlphaChoice): Promise<number> {
  let best = { factor: 1, error: Number.POSITIVE_INFINITY };
  for (const exponent of EXPONENTS) {
    const factor = 10 ** exponent;
    const alpha = factor * defaultAlphaOf(seen);
    const operator = await trySolve(repair, seen, { alpha, rank: null, multiply });
    const error = operator ? await repairErrorOf(operator, unseen, multiply) : Number.POSITIVE_INFINITY;
    if (error < best.error) best = { factor, error };
  }
  return best.factor;
}

/** Null where the ridge is so small that the equations have no single solution. */
async function trySolve(repair: Repair, moments: GapMoments, options: SolveOptions): Promise<RepairOperator | null> {
  try {
    return (await repair.solve(moments, options)).operator;
  } catch (error) {
    if (error instanceof AppError && error.code === 'BAD_USER_INPUT') return null;
    throw error;
  }
}
