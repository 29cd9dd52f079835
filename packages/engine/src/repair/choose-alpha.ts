import { AppError } from '@lamina/errors';
import {
  type CollectedMoments,
  type GapMoments,
  type MatrixProduct,
  type RepairKind,
  type RepairOperator,
  repairErrorOf,
  type SolveOptions,
  solveRepair,
  type TokenRule,
  takesRidge,
} from '@lamina/metrics';
import type { Window } from '../score/windows.ts';

/** The powers of ten that are tried. */
const EXPONENTS = [-6, -5, -4, -3, -2, -1, 0, 1, 2] as const;
/** One document in this many is held back. */
const HELD_BACK = 4;

export interface AlphaChoice {
  readonly calibration: readonly Window[];
  readonly kind: RepairKind;
  readonly tokenRule: TokenRule;
  readonly multiply: MatrixProduct;
  readonly collect: (windows: readonly Window[], balanced: boolean) => AsyncGenerator<number, CollectedMoments>;
}

/**
 * The ridge alpha with the least error on every fourth document of the calibration text, solved on the others. If there is one document, its windows
 * count as documents. Null for kinds without a ridge. `low-rank` takes the alpha of `linear`, of which it is a part.
 *
 * @throws AppError TEXT_TOO_SHORT where there is nothing to hold back.
 */
export async function* chooseAlpha({
  calibration,
  kind,
  tokenRule,
  multiply,
  collect,
}: AlphaChoice): AsyncGenerator<number, number | null> {
  if (!takesRidge(kind)) return null;
  const documents = [...new Set(calibration.map(({ document }) => document))];
  const partOf = ({ document }: Window, place: number): number => (documents.length > 1 ? documents.indexOf(document) : place);
  const isHeldBack = calibration.map((window, place) => partOf(window, place) % HELD_BACK === HELD_BACK - 1);
  const [seen, unseen] = [false, true].map((held) => calibration.filter((_, place) => isHeldBack[place] === held));
  if (!seen?.length || !unseen?.length)
    throw new AppError(
      'TEXT_TOO_SHORT',
      `--repair-alpha auto holds out one of ${HELD_BACK} calibration documents, but there are only ${documents.length}; give more text, or set alpha`,
    );
  const balanced = tokenRule === 'balanced';
  const rule = tokenRule === 'no-sinks' ? 'no-sinks' : 'all';
  const solved = (yield* collect(seen, balanced)).moments[rule];
  const held = (yield* collect(unseen, balanced)).moments[rule];
  let best: { readonly alpha: number; readonly error: number } | null = null;
  for (const exponent of EXPONENTS) {
    const alpha = 10 ** exponent;
    const operator = await trySolve(solved, { kind: kind === 'low-rank' ? 'linear' : kind, alpha, rank: 1, multiply });
    const error = operator ? await repairErrorOf(operator, held, multiply) : Number.POSITIVE_INFINITY;
    if (best === null || error < best.error) best = { alpha, error };
  }
  return best?.alpha ?? null;
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
