import { isRandomStrategy } from '@lamina/plans';
import { orderBlocks } from './order-blocks.ts';
import { parseStrategyName } from './parse-strategy-name.ts';
import type { RemovalPlan, RemovalRequest } from './removal-plan.ts';
import { requireRequest } from './require-request.ts';

/**
 * Chooses the blocks to remove. The same request always gives the same plan; ties keep the lower index first. Except for angular-span,
 * whose best run may move with its length, and evolutionary, which chooses blocks together, a plan of k blocks is the beginning of the plan of k + 1.
 * @param strategy one of `STRATEGY_NAMES`
 * @throws AppError BAD_USER_INPUT for an unknown strategy, a count out of range, a missing or incomplete score, an explicit list with
 *   repeated, unknown or protected blocks, or a seed that is not an integer
 */
export function planRemoval(strategy: string, request: RemovalRequest): RemovalPlan {
  const name = parseStrategyName(strategy);
  const checked = requireRequest(name, request);
  const order = orderBlocks(name, checked);
  return {
    strategy: name,
    removed: [...order].sort((a, b) => a - b),
    order,
    seed: isRandomStrategy(name) ? checked.seed : null,
    protectFirst: request.protectFirst ?? false,
    protectLast: request.protectLast ?? false,
  };
}
