import { AppError } from '@lamina/errors';
import type { StrategyName } from '@lamina/plans';
import { STRATEGY } from '@lamina/plans';
import { listStrategies } from './list-strategies.ts';
import { planRemoval } from './plan-removal.ts';
import type { RemovalPlan, RemovalRequest } from './removal-plan.ts';

/** Default number of draws of the random-inner control; fewer than five are not enough. */
export const CONTROL_DRAWS = 5;

/** The blocks that one strategy would remove, or the reason why it cannot choose. */
export type StrategyPlan =
  | { readonly strategy: StrategyName; readonly plan: RemovalPlan }
  | { readonly strategy: StrategyName; readonly plan: null; readonly reason: string };

/** Every strategy's choice for one model and count. */
export interface StrategyPlans {
  /** In the order of `listStrategies`; explicit is included only if its blocks are given. */
  readonly strategies: readonly StrategyPlan[];
  /**
   * Random-inner removals of the same number of blocks, seeds 0, 1, 2, …: the control that a strategy must beat. Empty if no inner blocks can be
   * removed.
   */
  readonly controls: readonly RemovalPlan[];
}

/**
 * Plans every strategy for the same request. A strategy whose score is missing or incomplete gets a reason; the others are still planned.
 * @param options.controlDraws default 5
 * @throws AppError BAD_USER_INPUT when no strategy can remove that many blocks of the model
 */
export function planStrategies(request: RemovalRequest, options: { readonly controlDraws?: number } = {}): StrategyPlans {
  const wanted = listStrategies().filter(({ name }) => name !== STRATEGY.explicit || request.explicit !== undefined);
  const strategies = wanted.map(({ name }) => tryPlan(name, request));
  const first = strategies[0];
  if (first?.plan === null && strategies.every(({ plan }) => plan === null)) throw new AppError('BAD_USER_INPUT', first.reason);
  const controls = Array.from({ length: options.controlDraws ?? CONTROL_DRAWS }, (_, seed) =>
    tryPlan(STRATEGY.randomInner, { ...request, seed }),
  );
  return { strategies, controls: controls.map(({ plan }) => plan).filter((plan) => plan !== null) };
}

function tryPlan(strategy: StrategyName, request: RemovalRequest): StrategyPlan {
  const { explicit, ...others } = request;
  try {
    return { strategy, plan: planRemoval(strategy, strategy === STRATEGY.explicit ? request : others) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { strategy, plan: null, reason: error.message };
  }
}
