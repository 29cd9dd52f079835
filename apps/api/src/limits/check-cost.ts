import { AppError } from '@lamina/errors';
import { type CostRequest, measureCost } from './measure-cost.ts';
import { REQUEST_LIMITS } from './request-limits.ts';

/**
 * The cost of an operation.
 * @throws AppError COST_LIMIT_EXCEEDED above the limit; the message names both numbers.
 */
export function checkCost(request: CostRequest): number {
  const cost = measureCost(request);
  if (cost <= REQUEST_LIMITS.cost) return cost;
  throw new AppError(
    'COST_LIMIT_EXCEEDED',
    `The operation may touch ${cost} rows; the limit is ${REQUEST_LIMITS.cost}. Ask for smaller pages or fewer nested lists.`,
    { details: { requested: cost, limit: REQUEST_LIMITS.cost } },
  );
}
