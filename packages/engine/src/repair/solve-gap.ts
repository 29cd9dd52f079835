import { AppError } from '@lamina/errors';
import {
  type CollectedMoments,
  defaultAlphaOf,
  type GapMoments,
  getRepair,
  type MatrixProduct,
  type Repair,
  type RepairOperator,
  repairErrorOf,
  type SolveOptions,
  type TokenRule,
} from '@lamina/metrics';
import type { OpenedModel } from '../model/open/open-model.ts';
import type { Window } from '../text/windows.ts';
import { applyRepair, type Placement, type SolvedRun } from './apply-repair.ts';
import type { GapRecord, RepairErrors, RepairSolving } from './repair-record.ts';

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
