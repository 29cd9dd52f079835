import { AppError } from '@lamina/errors';
import {
  type GapMoments,
  type MatrixProduct,
  type RepairKind,
  type RepairOperator,
  repairErrorOf,
  type SolveOptions,
  solveRepair,
} from '@lamina/metrics';
import type { Window } from '../score/windows.ts';

/** The powers of ten that are tried. */
const EXPONENTS = [-6, -5, -4, -3, -2, -1, 0, 1, 2] as const;
/** One document in this many is held back. */
const HELD_BACK = 4;

/** A calibration text in two parts. */
export interface DividedText {
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

export interface AlphaChoice {
  readonly kind: RepairKind;
  readonly multiply: MatrixProduct;
  readonly seen: GapMoments;
  readonly unseen: GapMoments;
}

/** The ridge alpha with the least error on held-back text. `low-rank` takes the alpha of `linear`, of which it is a part. */
export async function chooseAlpha({ kind, multiply, seen, unseen }: AlphaChoice): Promise<number> {
  let best = { alpha: 10 ** EXPONENTS[0], error: Number.POSITIVE_INFINITY };
  for (const exponent of EXPONENTS) {
    const alpha = 10 ** exponent;
    const operator = await trySolve(seen, { kind: kind === 'low-rank' ? 'linear' : kind, alpha, rank: 1, multiply });
    const error = operator ? await repairErrorOf(operator, unseen, multiply) : Number.POSITIVE_INFINITY;
    if (error < best.error) best = { alpha, error };
  }
  return best.alpha;
}

/** Null where the ridge is so small that the equations have no single solution. */
async function trySolve(moments: GapMoments, options: SolveOptions): Promise<RepairOperator | null> {
  try {
    return (await solveRepair(moments, options)).operator;
  } catch (error) {
    if (error instanceof AppError && error.code === 'BAD_USER_INPUT') return null;
    throw error;
  }
}
