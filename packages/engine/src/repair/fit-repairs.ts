import { AppError, getAt } from '@lamina/errors';
import { type CollectedMoments, getRepair, type MatrixProduct, NO_REPAIR, REPAIRS } from '@lamina/metrics';
import { checkOverlap, countParameters, digestIds, mapSteps, type OpenedModel, type Progress, type Window } from '@lamina/models';
import { blocksOf, listRuns, type Removal, removesBlocksOnly, removesNothing, type Unit } from '@lamina/plans';
import { type BlockStructure, bypassUnits, findFoldTarget, findRemovalObstacle } from '@lamina/surgery';
import { continueWalk, listSegments, type ModelParts, openParts, type Part, startWalk, type Walk } from '../resident/model-parts.ts';
import type { SessionOptions } from '../session/session.ts';
import { findTarget, refuseFold, type SolvedRun } from './apply-repair.ts';
import { collectGap, type FitText, GAP_ADDED, type GapParts, holdBack, type SolvedGap, solveGap } from './fit-gap.ts';
import { createFloat64Products } from './products.ts';
import { completeChoice, type GapRecord, type RepairChoice, type RepairRecord, type RepairSolving } from './repair-record.ts';

export interface RepairInput extends SessionOptions {
  readonly removal: Removal;
  /** The windows of the calibration text of all repairs. */
  readonly calibration: readonly Window[];
  /** Text on which the repair will be judged, which the solver does not see; empty where there is none. */
  readonly heldOut: readonly Window[];
  /** The number of windows per run. */
  readonly batch: number;
  /** The parts of the model where they stay loaded; by default they are loaded for these repairs. */
  readonly parts?: ModelParts;
}

/** A model with its repair in place. Exactly `removal` has to be passed by or removed. */
export interface FittedRepair {
  readonly opened: OpenedModel;
  readonly record: RepairRecord;
  /** The repairs that `opened` has in place, for applyRepairs. */
  readonly solved: readonly SolvedRun[];
}

/** The texts of a fit, each as far as its windows have come. */
type Walks = Readonly<Record<FitText, Walk>>;

/** The state that all gaps of one repair share. */
interface Fit {
  readonly parent: OpenedModel;
  readonly input: RepairInput;
  readonly repair: RepairSolving;
  readonly parts: ModelParts;
  readonly multiply: MatrixProduct;
  /** The moments that were collected at the first run, where no repair has changed anything yet, for each text and weighting. */
  readonly collected: Map<string, CollectedMoments>;
  /** Whether one of the repairs needs the sums for a rotation, which cost a product for each token. */
  readonly rotates: boolean;
}

/**
 * Solves several repairs of one removal, each by itself, in their order: every removed run of blocks in ascending order, then attentions and MLPs. Each run is
 * solved on a model in which earlier runs are already replaced, while the run itself and the later ones still work. So it sees the same states that it will
 * see in the repaired model. Attentions and MLPs are solved on the whole model.
 *
 * The model runs in parts: repairs share what comes before the first run and its states, and no repair computes again what comes before a later one.
 *
 * @throws AppError BAD_USER_INPUT for blocks that cannot be removed, a token rule that the kind does not know, too little text for the ridge, or texts that
 * overlap; MODEL_UNSUPPORTED where a fold would not be exact; RUNTIME_FAILED.
 */
export async function* repairModel(
  opened: OpenedModel,
  choices: readonly RepairChoice[],
  input: RepairInput,
): AsyncGenerator<Progress, readonly FittedRepair[]> {
  const { removal, calibration, heldOut } = input;
  checkOverlap(calibration, heldOut);
  const repairs = choices.map(completeChoice);
  for (const repair of repairs) checkRequest(opened.structure, removal, repair);
  const runs = listRuns(blocksOf(removal, 'block'));
  const gaps = runs.length + removal.filter(({ kind }) => kind !== 'block').length;
  const perRepair = gaps * (calibration.length + heldOut.length);
  const total = repairs.length * perRepair;
  const products = createFloat64Products({ threads: input.threads });
  const parts = input.parts ?? openParts(opened, input);
  const rotates = repairs.some(({ kind }) => getRepair(kind).moments === 'rotated-stream');
  const shared = { parent: opened, input, parts, multiply: products.multiply, collected: new Map<string, CollectedMoments>(), rotates };
  try {
    // Attentions and MLPs alone are solved on the whole model, from its beginning.
    const walks = await continueWalks(startWalks(opened, repairs, input), await parts.list(0, runs[0]?.[0] ?? 0));
    const fitted: FittedRepair[] = [];
    for (const [place, repair] of repairs.entries()) {
      let done = place * perRepair;
      const show = (windows: number): Progress => {
        done = Math.min(done + windows, total);
        return { phase: 'prepare', done, total, note: 'solving the repair' };
      };
      fitted.push(yield* mapSteps(fitGaps({ ...shared, repair }, runs, walks), show));
    }
    return fitted;
  } finally {
    await Promise.all([products.release(), ...(input.parts ? [] : [parts.release()])]);
  }
}

function startWalks(opened: OpenedModel, repairs: readonly RepairSolving[], { calibration, heldOut, batch }: RepairInput): Walks {
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

/** @param walks where the part before the first run begins */
async function* fitGaps(fit: Fit, runs: readonly (readonly [number, number])[], walks: Walks): AsyncGenerator<number, FittedRepair> {
  const { parent, input, repair, parts } = fit;
  const solved: SolvedGap[] = [];
  const replaced: Part[] = [];
  let [opened, reached] = [parent, walks];
  try {
    for (const [place, run] of runs.entries()) {
      const gap = yield* fitRun(fit, run, { opened, walks: reached });
      solved.push(gap);
      opened = gap.opened;
      const next = runs[place + 1];
      if (!next) break;
      const part = await parts.load(getAt(listSegments(opened.structure), run[0]));
      replaced.push(part);
      reached = await continueWalks(reached, [part, ...(await parts.list(run[1] + 1, next[0]))]);
    }
    for (const unit of input.removal.filter(({ kind }) => kind !== 'block')) {
      const gap = yield* fitSublayer(fit, unit, opened);
      solved.push(gap);
      opened = gap.opened;
    }
  } finally {
    await parts.unload(replaced);
  }
  const gaps = solved.map(({ record }) => record);
  return {
    opened,
    record: describeFit(gaps, repair, { parent, repaired: opened, calibration: input.calibration }),
    solved: solved.map(({ start, operator }) => ({ start, operator })),
  };
}

/** @param opened the model in which earlier runs are replaced */
async function* fitRun(
  { input, repair, parts, multiply, collected, rotates }: Fit,
  run: readonly [number, number],
  { opened, walks }: { readonly opened: OpenedModel; readonly walks: Walks },
): AsyncGenerator<number, SolvedGap> {
  const [start, end] = run;
  const earlier = input.removal.filter(({ block }) => block < start);
  const { moments } = getRepair(repair.kind);
  const target = moments === 'projection' ? findTarget(bypassUnits(opened.structure, earlier), start) : null;
  const added = target && (await parts.loadSums(start, { of: target.added, as: GAP_ADDED }));
  const [before, blocks] = [await parts.get(start), await parts.list(start + 1, end + 1)];
  const gap: GapParts = { before, added: added?.session ?? null, run: blocks, reads: 'entering' };
  const isShared = earlier.length === 0 && !added;
  const collect = async function* (text: FitText, balanced: boolean): AsyncGenerator<number, CollectedMoments> {
    const key = `${text} ${balanced}`;
    const options = { balanced, rotates: isShared ? rotates : moments === 'rotated-stream', multiply };
    const found = (isShared && collected.get(key)) || (yield* collectGap(walks[text], gap, options));
    if (isShared) collected.set(key, found);
    return found;
  };
  try {
    const place = { run, unit: 'block', start, target } as const;
    return yield* solveGap(opened, place, { repair, multiply, isJudged: input.heldOut.length > 0, collect });
  } finally {
    if (added) await parts.unload([added]);
  }
}

/**
 * Solves the repair of an attention or MLP on the whole model, from the stream before and after it: a block without its MLP gives the stream between the two.
 * The operator stands where the sublayer's sum with the stream was: after the block, or before the block for the attention of a sequential block, whose MLP
 * reads the repaired stream.
 *
 *     h ─► Add(attn) ─► m     becomes, without the attention,     h ─► Add(shift) ─► m
 */
async function* fitSublayer(
  { parent, input, repair, parts, multiply }: Fit,
  { kind, block }: Unit,
  opened: OpenedModel,
): AsyncGenerator<number, SolvedGap> {
  const isAttention = kind === 'attention';
  const withoutMlp = await parts.getWithout(block, 'mlp');
  const path = await parts.list(0, isAttention ? block : block + 1);
  const gap: GapParts = isAttention
    ? { before: await parts.get(block), added: null, run: [withoutMlp], reads: 'entering' }
    : { before: withoutMlp, added: null, run: [await parts.get(block + 1)], reads: 'stream' };
  const collect = async function* (text: FitText, balanced: boolean): AsyncGenerator<number, CollectedMoments> {
    const windows = text === 'heldOut' ? input.heldOut : input.calibration;
    const walk = await continueWalk(startWalk(parent, windows, input.batch), path);
    return yield* collectGap(walk, gap, { balanced, rotates: false, multiply });
  };
  const start = isAttention && parent.structure.sublayers.arrangement === 'sequential' ? block : block + 1;
  const place = { run: [block, block + 1], unit: kind, start, target: null } as const;
  return yield* solveGap(opened, place, { repair, multiply, isJudged: input.heldOut.length > 0, collect });
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
  const refusal = findRepairObstacle(structure, removal, repair);
  if (refusal) throw refusal;
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
