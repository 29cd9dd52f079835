import { AppError, getAt } from '@lamina/errors';
import { createRandom, orderAscending } from '@lamina/metrics';
import type { StrategyName } from '@lamina/plans';
import {
  addUnit,
  isRandomStrategy,
  NOTHING_REMOVED,
  type Removal,
  removalOf,
  STRATEGY,
  UNIT_STRATEGIES,
  type Unit,
  type UnitKind,
} from '@lamina/plans';
import { parseStrategyName } from './parse-strategy-name.ts';
import { CONTROL_DRAWS } from './plan-strategies.ts';
import type { RemovalRequest } from './removal-plan.ts';
import { listEligible, requireRequest } from './require-request.ts';
import type { StrategyScores } from './strategy-scores.ts';
import { takeMeasuredUnits } from './take-measured-units.ts';

/** The input of `planUnits`: a removal request for units of some kinds. */
export interface UnitRequest extends Omit<RemovalRequest, 'explicit'> {
  /** Kinds of units that may be removed; several kinds are ranked together. */
  readonly units: readonly UnitKind[];
  /** Number of units to remove. */
  readonly count: number;
  /** The units that the model has, in any order; default: every block with its attention and its MLP. Some blocks of hybrid models lack halves. */
  readonly existing?: readonly Unit[] | undefined;
}

/** The units to remove, with the settings of the plan. */
export interface UnitPlan {
  readonly strategy: StrategyName;
  readonly removal: Removal;
  /** The units in the order in which the strategy chose them. */
  readonly order: readonly Unit[];
  /** The seed of a random strategy, null for the others. */
  readonly seed: number | null;
}

type SeriesName = 'blockInfluence' | 'attentionInfluence' | 'mlpInfluence' | 'lossIncrease' | 'attentionLossIncrease' | 'mlpLossIncrease';

/** The score that a strategy uses, by kind of unit. */
const SCORES = {
  [STRATEGY.blockInfluence]: { block: 'blockInfluence', attention: 'attentionInfluence', mlp: 'mlpInfluence' },
  [STRATEGY.leaveOneOutLoss]: { block: 'lossIncrease', attention: 'attentionLossIncrease', mlp: 'mlpLossIncrease' },
} as const satisfies Partial<Record<StrategyName, Record<UnitKind, SeriesName>>>;

/**
 * Chooses units of one kind, or of several kinds in one ranking; a plan of k units is the beginning of that of k + 1. Ties keep the lower block
 * first, then the order of `units`.
 *
 * - `block-influence`: lowest influence of the unit itself (attentions and MLPs: LLM-Drop, arXiv 2406.15786, section 3)
 * - `leave-one-out-loss`: lowest loss increase of the unit alone
 * - `greedy-loss`: the order of `scores.greedyUnitOrder` (BlockPruner, arXiv 2406.10594)
 * - `iterate`: the order of `scores.iterativeUnitOrder` (as Prune&Comp scores, arXiv 2507.18212)
 * - `evolutionary`: the set of `scores.evolvedSets` with exactly that many units (EvoPress, arXiv 2410.14649)
 * - `sequential`, `reverse`, `random`, `random-inner`: as for blocks
 *
 * @throws AppError BAD_USER_INPUT for other strategies, a count out of range, and scores that are missing or incomplete
 */
export function planUnits(strategy: string, request: UnitRequest): UnitPlan {
  const name = parseStrategyName(strategy);
  const { units, count } = request;
  const checked = requireRequest(name, { ...request, count: 1 });
  const candidates = listCandidates(name, request);
  if (candidates.length < 2)
    throw new AppError(
      'BAD_USER_INPUT',
      `the model has ${candidates.length} of these units (${units.join(', ')}) that may be removed, and one is always kept; choose other kinds of units`,
      { details: { units } },
    );
  if (!Number.isInteger(count) || count < 1 || count >= candidates.length)
    throw new AppError(
      'BAD_USER_INPUT',
      `${count} of ${candidates.length} units (${units.join(', ')}) cannot be removed; choose a whole count from 1 to ${candidates.length - 1}`,
      { details: { count, units } },
    );
  const order = takeUnits(orderUnits(name, candidates, { ...request, seed: checked.seed }), count, request.blockCount);
  return { strategy: name, removal: removalOf(order), order, seed: isRandomStrategy(name) ? checked.seed : null };
}

/** The units that a strategy chooses from: by block, then in the order of `units`. */
export function listCandidates(strategy: string, { units, existing, ...request }: Omit<UnitRequest, 'count'>): readonly Unit[] {
  const all = listEligible(parseStrategyName(strategy), request).flatMap((block) => units.map((kind): Unit => ({ kind, block })));
  return existing === undefined
    ? all
    : all.filter((unit) => existing.some(({ kind, block }) => kind === unit.kind && block === unit.block));
}

function orderUnits(strategy: StrategyName, candidates: readonly Unit[], { scores = {}, seed = 0, count }: UnitRequest): readonly Unit[] {
  switch (strategy) {
    case STRATEGY.blockInfluence:
    case STRATEGY.leaveOneOutLoss:
      return orderByScores(candidates, scores, SCORES[strategy]);
    case STRATEGY.greedyLoss:
    case STRATEGY.iterate:
    case STRATEGY.evolutionary:
      return takeMeasuredUnits(strategy, scores, candidates, count);
    case STRATEGY.sequential:
      return candidates;
    case STRATEGY.reverse:
      return candidates.toReversed();
    case STRATEGY.random:
    case STRATEGY.randomInner:
      return createRandom(seed).shuffle([...candidates]);
    default:
      throw new AppError('BAD_USER_INPUT', `Strategy ${strategy} chooses whole blocks only; leave --units out or choose another strategy.`);
  }
}

/** Takes units until `count` are removed; skips units that would remove the last block. */
function takeUnits(order: readonly Unit[], count: number, blockCount: number): readonly Unit[] {
  const taken: Unit[] = [];
  let removal = NOTHING_REMOVED;
  for (const unit of order) {
    const next = addUnit(removal, unit);
    if (next === removal || next.blocks.length >= blockCount) continue;
    taken.push(unit);
    removal = next;
    if (taken.length === count) return taken;
  }
  throw new AppError('BAD_USER_INPUT', `only ${taken.length} units can be removed together, not ${count}; choose a smaller count`);
}

function orderByScores(
  candidates: readonly Unit[],
  scores: StrategyScores,
  names: Readonly<Record<UnitKind, SeriesName>>,
): readonly Unit[] {
  const values = candidates.map(({ kind, block }) => {
    const series = scores[names[kind]];
    const value = series?.mean[block];
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw new AppError(
      'BAD_USER_INPUT',
      `${names[kind]} has no value for block ${block}, so its units cannot be ordered; score the model again${names === SCORES['leave-one-out-loss'] ? ' with --leave-one-out' : ''}, or choose units that it has.`,
      { details: { score: names[kind], block } },
    );
  });
  return orderAscending(values).map((place) => getAt(candidates, place));
}

/** The units that one strategy would remove, or the reason why it cannot choose. */
type UnitStrategyPlan =
  | { readonly strategy: StrategyName; readonly plan: UnitPlan }
  | { readonly strategy: StrategyName; readonly plan: null; readonly reason: string };

/** Every strategy's choice of units for one model and count. */
export interface UnitStrategyPlans {
  readonly plans: readonly UnitStrategyPlan[];
  /** Random-inner removals of as many units of the same kinds, seeds 0, 1, 2, …; empty if no inner units can be removed. */
  readonly controls: readonly UnitPlan[];
}

/**
 * Every strategy that can choose such units. A strategy whose score is missing gets a reason; the others are still planned.
 *
 * @throws AppError BAD_USER_INPUT when no strategy can remove that many units of the model
 */
export function planUnitStrategies(request: UnitRequest): UnitStrategyPlans {
  const plans = UNIT_STRATEGIES.map((strategy) => tryPlan(strategy, request));
  const [first] = plans;
  if (first?.plan === null && plans.every(({ plan }) => plan === null)) throw new AppError('BAD_USER_INPUT', first.reason);
  const controls = Array.from({ length: CONTROL_DRAWS }, (_, seed) => tryPlan(STRATEGY.randomInner, { ...request, seed }));
  return { plans, controls: controls.map(({ plan }) => plan).filter((plan) => plan !== null) };
}

function tryPlan(strategy: StrategyName, request: UnitRequest): UnitStrategyPlan {
  try {
    return { strategy, plan: planUnits(strategy, request) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { strategy, plan: null, reason: error.message };
  }
}
