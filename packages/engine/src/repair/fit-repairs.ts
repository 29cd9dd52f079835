import { AppError, getAt } from '@lamina/errors';
import {
  type CollectedMoments,
  defaultAlphaOf,
  type GapMoments,
  getRepair,
  type MatrixProduct,
  NO_REPAIR,
  REPAIRS,
  type RepairOperator,
  repairErrorOf,
  type TokenRule,
} from '@lamina/metrics';
import { blocksOf, listRuns, type Removal, removesBlocksOnly, removesNothing } from '@lamina/plans';
import { type BlockStructure, bypassUnits, findFoldTarget, findRemovalObstacle } from '@lamina/surgery';
import { countParameters } from '../model/facts/count-parameters.ts';
import type { OpenedModel } from '../model/open/open-model.ts';
import type { Progress } from '../progress/progress.ts';
import { listSegments, type ModelParts, openParts } from '../resident/model-parts.ts';
import type { Part } from '../resident/part-loader.ts';
import { continueWalk, startWalk, type Walk } from '../resident/walk.ts';
import type { SessionOptions } from '../session/session.ts';
import { digestIds, type Window } from '../text/windows.ts';
import { applyRepair } from './apply-repair.ts';
import type { SolvedRun } from './apply-repairs.ts';
import { chooseAlphaFactor, holdBack } from './choose-alpha.ts';
import { collectGap, GAP_ADDED, type GapParts } from './collect-gap.ts';
import { findTarget, refuseFold } from './find-target.ts';
import { type FittedUnits, fitSublayers } from './fit-sublayers.ts';
import { createFloat64Products } from './float64-product.ts';
import type { GapRecord, RepairErrors, RepairRecord } from './repair-record.ts';
import type { RepairSolving } from './repair-solving.ts';

export interface FitOptions extends SessionOptions {
  readonly removal: Removal;
  /** Several ways to repair the same removal. */
  readonly repairs: readonly RepairSolving[];
  readonly calibration: readonly Window[];
  /** Text that the solver does not see; empty where there is none. */
  readonly heldOut: readonly Window[];
  /** The number of windows per run. */
  readonly batch: number;
  /** The parts of the model where they stay loaded; by default they are loaded for this fit. */
  readonly parts?: ModelParts;
}

/** A model with its repair in place. Exactly `removal` has to be passed by or removed. */
export interface FittedRepair {
  readonly opened: OpenedModel;
  readonly record: RepairRecord;
  /** What `opened` has in place, for applyRepairs. */
  readonly solved: readonly SolvedRun[];
}

/** The texts of a fit, each as far as its windows have come. */
interface Walks {
  readonly calibration: Walk;
  readonly heldOut: Walk;
  /** The calibration text in two parts, where a ridge is chosen. */
  readonly seen: Walk;
  readonly unseen: Walk;
}

/** What all runs of one repair share. */
interface Fit {
  readonly parent: OpenedModel;
  readonly options: FitOptions;
  readonly repair: RepairSolving;
  readonly parts: ModelParts;
  readonly multiply: MatrixProduct;
  /** What was collected at the first run, where no repair has changed anything yet; by text and weighting. */
  readonly known: Map<string, CollectedMoments>;
}

/**
 * Solves every removed run of each repair, in ascending order. Each run is solved on a model in which earlier runs are already replaced, while the run
 * itself and the later ones still work. So it sees the same states that it will see in the repaired model.
 *
 * The model runs in parts: repairs share what comes before the first run and its states, and no repair computes again what comes before a later one.
 *
 * @throws AppError BAD_USER_INPUT for blocks that cannot be removed, a token rule that the kind does not know, or too little text for the ridge;
 * MODEL_UNSUPPORTED where a fold would not be exact; RUNTIME_FAILED.
 */
export async function* fitRepairs(opened: OpenedModel, options: FitOptions): AsyncGenerator<Progress, readonly FittedRepair[]> {
  const { removal, repairs, threads } = options;
  const runs = listRuns(blocksOf(removal, 'block'));
  for (const repair of repairs) {
    checkRequest(opened.structure, removal, repair);
    const obstacle = findRepairObstacle(opened.structure, removal, repair);
    if (obstacle) throw obstacle;
  }
  // Attentions and MLPs alone are solved on the whole model, from its beginning.
  const start = runs[0]?.[0] ?? 0;
  const products = createFloat64Products(threads === undefined ? {} : { threads });
  const parts = options.parts ?? openParts(opened, options);
  const windows = options.calibration.length + options.heldOut.length;
  const gaps = runs.length + removal.filter(({ kind }) => kind !== 'block').length;
  const progress = { total: repairs.length * gaps * windows };
  try {
    const walks = await continueWalks(startWalks(opened, options), await parts.list(0, start));
    const fitted: FittedRepair[] = [];
    const known = new Map<string, CollectedMoments>();
    for (const [place, repair] of repairs.entries()) {
      const fit: Fit = { parent: opened, options, repair, parts, multiply: products.multiply, known };
      fitted.push(yield* report(fitUnits(fit, runs, walks), { from: place * gaps * windows, ...progress }));
    }
    return fitted;
  } finally {
    await Promise.all([products.release(), ...(options.parts ? [] : [parts.release()])]);
  }
}

function startWalks(opened: OpenedModel, { repairs, calibration, heldOut, batch }: FitOptions): Walks {
  const isDivided = repairs.some(({ kind, alpha }) => alpha === 'auto' && getRepair(kind).settings.includes('alpha'));
  const { seen, unseen } = isDivided ? holdBack(calibration) : { seen: [], unseen: [] };
  const start = (windows: readonly Window[]): Walk => startWalk(opened, windows, batch);
  return { calibration: start(calibration), heldOut: start(heldOut), seen: start(seen), unseen: start(unseen) };
}

async function continueWalks({ calibration, heldOut, seen, unseen }: Walks, parts: readonly Part[]): Promise<Walks> {
  return {
    calibration: await continueWalk(calibration, parts),
    heldOut: await continueWalk(heldOut, parts),
    seen: await continueWalk(seen, parts),
    unseen: await continueWalk(unseen, parts),
  };
}

/** Runs of blocks first, each on the model in which those before are replaced; then attentions and MLPs, each on the whole model. */
async function* fitUnits(fit: Fit, runs: readonly (readonly [number, number])[], walks: Walks): AsyncGenerator<number, FittedRepair> {
  const { parent, options, repair, parts, multiply } = fit;
  const { calibration, heldOut, batch, removal } = options;
  const blocks = yield* fitRuns(fit, runs, walks);
  const sublayers = removal.filter(({ kind }) => kind !== 'block');
  const texts = { calibration: startWalk(parent, calibration, batch), heldOut: startWalk(parent, heldOut, batch) };
  const { opened, gaps, solved } = yield* fitSublayers(blocks, sublayers, { parent, repair, parts, multiply, texts });
  return { opened, record: describeFit(gaps, repair, { parent, repaired: opened, calibration }), solved };
}

/** @param walks where the part before the first run begins */
async function* fitRuns(fit: Fit, runs: readonly (readonly [number, number])[], walks: Walks): AsyncGenerator<number, FittedUnits> {
  const { parent, parts } = fit;
  const gaps: GapRecord[] = [];
  const solved: SolvedRun[] = [];
  const own: Part[] = [];
  let [repaired, reached] = [parent, walks];
  try {
    for (const [place, run] of runs.entries()) {
      const fitted = yield* fitRun(fit, run, { opened: repaired, walks: reached });
      repaired = fitted.opened;
      gaps.push(fitted.gap);
      solved.push({ start: run[0], operator: fitted.operator });
      const next = runs[place + 1];
      if (!next) break;
      const [[start, end], [nextStart]] = [run, next];
      const replaced = await parts.load(getAt(listSegments(repaired.structure), start));
      own.push(replaced);
      reached = await continueWalks(reached, [replaced, ...(await parts.list(end + 1, nextStart))]);
    }
  } finally {
    await parts.unload(own);
  }
  return { opened: repaired, gaps, solved };
}

function describeFit(
  gaps: readonly GapRecord[],
  { kind, alpha, rank, tokenRule }: RepairSolving,
  {
    parent,
    repaired,
    calibration,
  }: { readonly parent: OpenedModel; readonly repaired: OpenedModel; readonly calibration: readonly Window[] },
): RepairRecord {
  const largest = (values: readonly (number | null)[]): number | null =>
    values.some((value) => value === null) ? null : Math.max(...(values as number[]));
  const errors = gaps.map(({ heldOutErrors }) => heldOutErrors).filter((error) => error !== null);
  return {
    kind,
    alpha: getAt(gaps, 0).alpha,
    alphaChosen: alpha === null ? 'default' : alpha === 'auto' ? 'auto' : 'given',
    ...(getRepair(kind).settings.includes('rank') ? { rank } : {}),
    tokenRule,
    tokens: Math.min(...gaps.map(({ tokens }) => tokens)),
    heldOutError: largest(gaps.map(({ heldOutError }) => heldOutError)),
    heldOutErrors:
      errors.length === 0
        ? null
        : { all: Math.max(...errors.map(({ all }) => all)), 'no-sinks': Math.max(...errors.map((error) => error['no-sinks'])) },
    calibrationSha256: digestIds(calibration),
    addedParameters: countParameters(repaired.structure.model.graph) - countParameters(parent.structure.model.graph),
    gaps,
  };
}

function checkRequest(structure: BlockStructure, removal: Removal, repair: RepairSolving): void {
  const obstacle = findRemovalObstacle(structure, removal);
  if (obstacle) throw obstacle;
  checkRepair(repair, removesBlocksOnly(removal));
  if (removesNothing(removal))
    throw new AppError(
      'BAD_USER_INPUT',
      `a repair (${repair.kind}) replaces removed units, but nothing is removed; name blocks with --remove`,
    );
}

/**
 * Refuses what no removal could be repaired with.
 *
 * @param blocksOnly whether only whole blocks are removed
 * @throws AppError BAD_USER_INPUT
 */
export function checkRepair({ kind, tokenRule }: Pick<RepairSolving, 'kind' | 'tokenRule'>, blocksOnly: boolean): void {
  if (!blocksOnly && !getRepair(kind).replaces.includes('attention'))
    throw new AppError(
      'BAD_USER_INPUT',
      `a repair (${kind}) replaces whole blocks only, but the removal contains attentions or MLPs; remove whole blocks only, use ${REPAIRS.filter(
        ({ replaces }) => replaces.some((unit) => unit === 'attention'),
      )
        .map((one) => one.kind)
        .join(', ')}, or omit the repair`,
    );
  if (tokenRule === 'balanced' && kind !== NO_REPAIR && !getRepair(kind).settings.includes('token-weights'))
    throw new AppError(
      'BAD_USER_INPUT',
      `${kind} has no token weights, but the token rule balanced sets them; use all or no-sinks, or a least-squares kind`,
    );
}

/** The error MODEL_UNSUPPORTED that says why the runs of a removal cannot be repaired by this kind; null where they can. */
export function findRepairObstacle(structure: BlockStructure, removal: Removal, { kind }: Pick<RepairSolving, 'kind'>): AppError | null {
  if (getRepair(kind).moments !== 'projection') return null;
  for (const [start] of listRuns(blocksOf(removal, 'block'))) {
    const target = findFoldTarget(structure, start);
    if ('reason' in target) return refuseFold(start, target);
  }
  return null;
}

/** @param opened the model in which earlier runs are replaced */
async function* fitRun(
  { options, repair, parts, multiply, known }: Fit,
  [start, end]: readonly [number, number],
  { opened, walks }: { readonly opened: OpenedModel; readonly walks: Walks },
): AsyncGenerator<number, { readonly opened: OpenedModel; readonly gap: GapRecord; readonly operator: RepairOperator }> {
  const { kind, tokenRule, rank } = repair;
  const balanced = tokenRule === 'balanced';
  const earlier = options.removal.filter(({ block }) => block < start);
  const solver = getRepair(kind);
  const target = solver.moments === 'projection' ? findTarget(bypassUnits(opened.structure, earlier), start) : null;
  const added = target && (await parts.loadSums(start, { of: target.added, as: GAP_ADDED }));
  const gap: GapParts = {
    before: await parts.get(start),
    added: added?.session ?? null,
    run: await parts.list(start + 1, end + 1),
    reads: 'entering',
  };
  const isShared = earlier.length === 0 && !added;
  // The sums for a rotation cost a product for each token.
  const rotates = (isShared ? options.repairs : [repair]).some((one) => getRepair(one.kind).moments === 'rotated-stream');
  const collect = async function* (text: keyof Walks, isBalanced = balanced): AsyncGenerator<number, CollectedMoments> {
    const key = `${text} ${isBalanced}`;
    const found = (isShared && known.get(key)) || (yield* collectGap(walks[text], gap, { balanced: isBalanced, rotates, multiply }));
    if (isShared) known.set(key, found);
    return found;
  };
  try {
    const factor =
      repair.alpha === 'auto' && solver.settings.includes('alpha')
        ? await chooseAlphaFactor({
            repair: solver,
            multiply,
            seen: pick(yield* collect('seen'), tokenRule),
            unseen: (yield* collect('unseen', false)).moments['no-sinks'],
          })
        : 1;
    const moments = pick(yield* collect('calibration'), tokenRule);
    const alpha = typeof repair.alpha === 'number' ? repair.alpha : factor * defaultAlphaOf(moments);
    const solution = await solver.solve(moments, { alpha, rank, multiply });
    const errorOf = (unseen: GapMoments): Promise<number> => repairErrorOf(solution.operator, unseen, multiply);
    const calibrationError = await errorOf(moments);
    let heldOutErrors: RepairErrors | null = null;
    let heldOutError: number | null = null;
    if (options.heldOut.length > 0) {
      const unseen = yield* collect('heldOut', false);
      heldOutErrors = { all: await errorOf(unseen.moments.all), 'no-sinks': await errorOf(unseen.moments['no-sinks']) };
      heldOutError = balanced ? await errorOf((yield* collect('heldOut')).moments.all) : heldOutErrors[tokenRule];
    }
    return {
      opened: await applyRepair(opened, solution.operator, { start, target, multiply }),
      operator: solution.operator,
      gap: {
        run: [start, end],
        unit: 'block',
        tokens: moments.tokens,
        alpha: solution.alpha,
        lambda: solution.lambda,
        factor: solution.operator.form === 'scale' ? solution.operator.factor : undefined,
        calibrationError,
        heldOutError,
        heldOutErrors,
      },
    };
  } finally {
    if (added) await parts.unload([added]);
  }
}

/** The moments over the tokens that a rule counts. */
function pick({ moments }: CollectedMoments, rule: TokenRule): GapMoments {
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
