import { AppError, getAt } from '@lamina/errors';
import {
  type CollectedMoments,
  type GapMoments,
  isLeastSquares,
  type MatrixProduct,
  type RepairKind,
  repairErrorOf,
  solveRepair,
  type TokenRule,
} from '@lamina/metrics';
import { createRemoval, listRuns, type Removal, removesBlocksOnly } from '@lamina/plans';
import { type BlockStructure, bypassUnits, type FoldTarget, findFoldTarget, findRemovalObstacle } from '@lamina/surgery';
import { countParameters } from '../model/facts/count-parameters.ts';
import type { OpenedModel } from '../model/open/open-model.ts';
import type { Progress } from '../progress.ts';
import { digestIds, type Window } from '../score/windows.ts';
import type { SessionOptions } from '../session/session.ts';
import { applyRepair } from './apply-repair.ts';
import { chooseAlpha } from './choose-alpha.ts';
import { collectGap, openGap } from './collect-gap.ts';
import { createFloat64Products } from './float64-product.ts';
import type { GapRecord, RepairErrors, RepairRecord } from './repair-record.ts';

export interface FitOptions extends SessionOptions {
  readonly removal: Removal;
  readonly kind: RepairKind;
  readonly alpha: number | 'auto' | null;
  readonly rank: number;
  readonly tokenRule: TokenRule;
  readonly calibration: readonly Window[];
  /** Text that the solver does not see; empty where there is none. */
  readonly heldOut: readonly Window[];
  /** The number of windows per run. */
  readonly batch: number;
}

/** A model with its repair in place. Exactly `removal` has to be passed by or removed. */
export interface FittedRepair {
  readonly opened: OpenedModel;
  readonly record: RepairRecord;
}

/**
 * Solves the repair of every removed run, in ascending order. Each run is solved on a model in which earlier runs are already replaced, while the run
 * itself and the later ones still work. So it sees the same states that it will see in the repaired model.
 *
 * @throws AppError BAD_USER_INPUT for blocks that cannot be removed, a token rule that the kind does not know, or too little text for the ridge;
 * MODEL_UNSUPPORTED where a fold would not be exact; RUNTIME_FAILED.
 */
export async function* fitRepair(opened: OpenedModel, options: FitOptions): AsyncGenerator<Progress, FittedRepair> {
  const { removal, kind, tokenRule, threads } = options;
  const runs = listRuns(removal.blocks);
  checkRequest(opened.structure, options);
  for (const [start] of runs) findTarget(opened.structure, kind, start);
  const products = createFloat64Products(threads === undefined ? {} : { threads });
  const windows = options.calibration.length + options.heldOut.length;
  const gaps: GapRecord[] = [];
  let repaired = opened;
  try {
    for (const [place, run] of runs.entries()) {
      const fitted = yield* report(fitRun(repaired, run, options, products.multiply), {
        from: place * windows,
        total: runs.length * windows,
      });
      repaired = fitted.opened;
      gaps.push(fitted.gap);
    }
  } finally {
    await products.release();
  }
  const largest = (values: readonly (number | null)[]): number | null =>
    values.some((value) => value === null) ? null : Math.max(...(values as number[]));
  const errors = gaps.map(({ heldOutErrors }) => heldOutErrors).filter((error) => error !== null);
  const record: RepairRecord = {
    kind,
    alpha: getAt(gaps, 0).alpha,
    alphaChosen: options.alpha === null ? 'default' : options.alpha === 'auto' ? 'auto' : 'given',
    ...(kind === 'low-rank' ? { rank: options.rank } : {}),
    tokenRule,
    tokens: Math.min(...gaps.map(({ tokens }) => tokens)),
    heldOutError: largest(gaps.map(({ heldOutError }) => heldOutError)),
    heldOutErrors:
      errors.length === 0
        ? null
        : { all: Math.max(...errors.map(({ all }) => all)), 'no-sinks': Math.max(...errors.map((error) => error['no-sinks'])) },
    calibrationSha256: digestIds(options.calibration),
    addedParameters: countParameters(repaired.structure.model.graph) - countParameters(opened.structure.model.graph),
    gaps,
  };
  return { opened: repaired, record };
}

function checkRequest(structure: BlockStructure, { removal, kind, tokenRule }: FitOptions): void {
  const obstacle = findRemovalObstacle(structure, removal);
  if (obstacle) throw obstacle;
  if (!removesBlocksOnly(removal))
    throw new AppError(
      'BAD_USER_INPUT',
      `a repair (${kind}) replaces whole blocks only, but the removal contains halves of blocks; remove whole blocks only, or omit the repair`,
    );
  if (removal.blocks.length === 0)
    throw new AppError('BAD_USER_INPUT', `a repair (${kind}) replaces removed blocks, but no block is removed; name blocks with --remove`);
  if (tokenRule === 'balanced' && kind !== 'none' && !isLeastSquares(kind))
    throw new AppError(
      'BAD_USER_INPUT',
      `${kind} has no token weights, but the token rule balanced sets them; use all or no-sinks, or a least-squares kind`,
    );
}

/** The projection that a fold changes; null for other kinds. @throws AppError MODEL_UNSUPPORTED */
function findTarget(structure: BlockStructure, kind: RepairKind, start: number): FoldTarget | null {
  if (kind !== 'linear-fold') return null;
  const target = findFoldTarget(structure, start);
  if (!('reason' in target)) return target;
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `linear-fold cannot be exact before block ${start}: ${target.reason}; use linear, low-rank, hadamard-diagonal, diagonal or scalar, which are inserted into the stream`,
    { details: { start, reason: target.reason } },
  );
}

async function* fitRun(
  opened: OpenedModel,
  run: readonly [number, number],
  options: FitOptions,
  multiply: MatrixProduct,
): AsyncGenerator<number, { readonly opened: OpenedModel; readonly gap: GapRecord }> {
  const [start, end] = run;
  const { kind, tokenRule, rank, calibration, heldOut, removal } = options;
  const earlier = createRemoval({ blocks: removal.blocks.filter((block) => block < start) });
  const structure = bypassUnits(opened.structure, earlier);
  const target = findTarget(structure, kind, start);
  const gap = await openGap(opened, { structure, start, end, ...(target ? { added: target.added } : {}) }, options);
  const collect = (windows: readonly Window[], balanced: boolean): AsyncGenerator<number, CollectedMoments> =>
    collectGap(gap, { windows, batch: options.batch, balanced, rotates: kind === 'hadamard-diagonal', multiply });
  try {
    const alpha = options.alpha === 'auto' ? yield* chooseAlpha({ calibration, kind, tokenRule, multiply, collect }) : options.alpha;
    const moments = pick(yield* collect(calibration, tokenRule === 'balanced'), tokenRule);
    const solution = await solveRepair(moments, { kind, alpha, rank, multiply });
    const errorOf = (unseen: GapMoments): Promise<number> => repairErrorOf(solution.operator, unseen, multiply);
    const calibrationError = await errorOf(moments);
    let heldOutErrors: RepairErrors | null = null;
    let heldOutError: number | null = null;
    if (heldOut.length > 0) {
      const unseen = yield* collect(heldOut, false);
      heldOutErrors = { all: await errorOf(unseen.moments.all), 'no-sinks': await errorOf(unseen.moments['no-sinks']) };
      heldOutError = tokenRule === 'balanced' ? await errorOf((yield* collect(heldOut, true)).moments.all) : heldOutErrors[tokenRule];
    }
    return {
      opened: await applyRepair(opened, solution.operator, { start, target, multiply }),
      gap: {
        run,
        tokens: moments.tokens,
        alpha: solution.alpha,
        lambda: solution.lambda,
        ...(solution.operator.form === 'scale' ? { factor: solution.operator.factor } : {}),
        calibrationError,
        heldOutError,
        heldOutErrors,
      },
    };
  } finally {
    await gap.session.release();
  }
}

/** The moments over the tokens that a rule counts. */
export function pick({ moments }: CollectedMoments, rule: TokenRule): GapMoments {
  return moments[rule === 'no-sinks' ? 'no-sinks' : 'all'];
}

async function* report<T>(
  work: AsyncGenerator<number, T>,
  { from, total }: { readonly from: number; readonly total: number },
): AsyncGenerator<Progress, T> {
  let done = from;
  for (let step = await work.next(); ; step = await work.next()) {
    if (step.done) return step.value;
    done += step.value;
    yield { phase: 'prepare', done: Math.min(done, total), total, note: 'solving the repair' };
  }
}
