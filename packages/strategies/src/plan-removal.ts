import { AppError } from '@lamina/errors';
import { addUnit, blocksOf, NOTHING_REMOVED, type Removal, removalOf, type Unit, type UnitKind } from '@lamina/plans';
import { getStrategy, STRATEGIES, STRATEGY, type StrategyName } from './list.ts';
import type { StrategyScores } from './strategy.ts';

/** Which units of a model a strategy may choose. */
export interface CandidateRequest {
  /** L, the blocks of the model; integer ≥ 2. */
  readonly blockCount: number;
  /** Kinds of units that may be removed; several kinds are ranked together. */
  readonly units: readonly UnitKind[];
  /** The units that the model has, in any order; null = every block with its attention and its MLP. Some blocks of hybrid models lack them. */
  readonly existing: readonly Unit[] | null;
  /** Never remove units of block 0. */
  readonly protectFirst: boolean;
  /** Never remove units of block L−1. */
  readonly protectLast: boolean;
}

export interface RemovalRequest extends CandidateRequest {
  /** Number of units to remove. */
  readonly count: number;
  readonly scores: StrategyScores;
  /** Seed of the random strategies; a safe integer. */
  readonly seed: number;
}

/** The units to remove. */
export interface RemovalPlan {
  readonly strategy: StrategyName;
  readonly removal: Removal;
  /** The units in the order of removal. */
  readonly order: readonly Unit[];
  /** The seed of a random strategy, null for the others. */
  readonly seed: number | null;
}

/**
 * Chooses the units to remove. The same request always gives the same plan; ties keep the lower block first, then the order of `units`.
 * @throws AppError BAD_USER_INPUT for an unknown strategy, kinds of units that it cannot choose, a count out of range, scores that are missing or
 *   incomplete, and a seed that is not a safe integer
 */
export function planRemoval(name: string, request: RemovalRequest): RemovalPlan {
  const strategy = getStrategy(name);
  const { blockCount, units, count, scores, seed } = request;
  if (!Number.isInteger(blockCount) || blockCount < 2)
    throw new AppError('BAD_USER_INPUT', `A model with ${blockCount} blocks cannot lose a block; removal needs at least 2 blocks.`);
  if (!units.every((kind) => strategy.units.includes(kind)))
    throw new AppError('BAD_USER_INPUT', `Strategy ${name} chooses whole blocks only; leave --units out or choose another strategy.`);
  const candidates = listCandidates(name, request);
  requireCount(name, request, countRemovable(name, request));
  const order = takeUnits(strategy.order(scores, { blockCount, candidates, count, seed }), request);
  return { strategy: strategy.name, removal: removalOf(order), order, seed: strategy.isRandom ? seed : null };
}

/** The units that a strategy chooses from: by block, then in the order of `units`. */
function listCandidates(name: string, request: CandidateRequest): readonly Unit[] {
  const { keepsEnds } = getStrategy(name);
  const first = keepsEnds || request.protectFirst ? 1 : 0;
  const last = request.blockCount - (keepsEnds || request.protectLast ? 2 : 1);
  return listUnitsOf(request).filter(({ block }) => block >= first && block <= last);
}

/** The largest number of units that a strategy can remove: all that it may choose, but not all that the model has. */
export function countRemovable(name: string, request: CandidateRequest): number {
  return Math.min(listCandidates(name, request).length, listUnitsOf(request).length - 1);
}

function listUnitsOf({ blockCount, units, existing }: CandidateRequest): readonly Unit[] {
  const all = Array.from({ length: blockCount }, (_, block) => units.map((kind): Unit => ({ kind, block }))).flat();
  return existing === null ? all : all.filter((unit) => existing.some(({ kind, block }) => kind === unit.kind && block === unit.block));
}

function requireCount(name: string, { units, count }: RemovalRequest, limit: number): void {
  const what = `units (${units.join(', ')})`;
  if (limit < 1)
    throw new AppError(
      'BAD_USER_INPUT',
      `Strategy ${name} may remove none of the model's ${what}. Remove a protection, or choose another strategy or other units.`,
    );
  if (!Number.isInteger(count) || count < 1 || count > limit)
    throw new AppError(
      'BAD_USER_INPUT',
      `Strategy ${name} cannot remove ${count} ${what} of this model; choose a whole count from 1 to ${limit}.`,
    );
}

/** Takes units until `count` are removed; skips units that would remove the last block. */
function takeUnits(order: readonly Unit[], { count, blockCount }: RemovalRequest): readonly Unit[] {
  const taken: Unit[] = [];
  let removal = NOTHING_REMOVED;
  for (const unit of order) {
    const next = addUnit(removal, unit);
    if (next === removal || blocksOf(next, 'block').length >= blockCount) continue;
    taken.push(unit);
    removal = next;
    if (taken.length === count) return taken;
  }
  throw new AppError('BAD_USER_INPUT', `only ${taken.length} units can be removed together, not ${count}; choose a smaller count`);
}

/** Number of draws of the random-inner control; fewer than five are not enough. */
const CONTROL_DRAWS = 5;

/** The units that one strategy would remove, or the reason why it cannot choose. */
export type StrategyPlan =
  | { readonly strategy: StrategyName; readonly plan: RemovalPlan }
  | { readonly strategy: StrategyName; readonly plan: null; readonly reason: string };

/** Every strategy's choice for one model and count. */
export interface StrategyPlans {
  /** In the order of STRATEGIES, without those that cannot choose such units. */
  readonly plans: readonly StrategyPlan[];
  /** Random-inner removals of as many units, seeds 0, 1, 2, …; empty if not so many inner units can be removed. */
  readonly controls: readonly RemovalPlan[];
}

/**
 * Plans every strategy for the same request. A strategy whose scores are missing gets a reason; the others are still planned.
 * @throws AppError BAD_USER_INPUT if no strategy can remove that many units of the model
 */
export function planStrategies(request: RemovalRequest): StrategyPlans {
  const able = STRATEGIES.filter(({ name, units }) => name !== STRATEGY.explicit && request.units.every((kind) => units.includes(kind)));
  const plans = able.map(({ name }) => tryPlan(name, request));
  const [first] = plans;
  if (first?.plan === null && plans.every(({ plan }) => plan === null)) throw new AppError('BAD_USER_INPUT', first.reason);
  const controls = Array.from({ length: CONTROL_DRAWS }, (_, seed) => tryPlan(STRATEGY.randomInner, { ...request, seed }));
  return { plans, controls: controls.map(({ plan }) => plan).filter((plan) => plan !== null) };
}

function tryPlan(strategy: StrategyName, request: RemovalRequest): StrategyPlan {
  try {
    return { strategy, plan: planRemoval(strategy, request) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { strategy, plan: null, reason: error.message };
  }
}
