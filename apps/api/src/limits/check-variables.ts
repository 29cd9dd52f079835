import { AppError } from '@lamina/errors';
import { REQUEST_LIMITS } from './request-limits.ts';

/**
 * Refuses variables that hold too many values or nest too deeply. Text length is limited by the body size or by each field.
 * @throws AppError COST_LIMIT_EXCEEDED or DEPTH_LIMIT_EXCEEDED naming the limit.
 */
export function checkVariables(variables: Readonly<Record<string, unknown>>): void {
  let values = 0;
  // Level by level instead of recursively, so that deep nesting cannot exhaust the stack.
  let level: readonly unknown[] = Object.values(variables);
  for (let depth = 1; level.length > 0; depth += 1) {
    values += level.length;
    if (values > REQUEST_LIMITS.variableValues)
      refuse('COST_LIMIT_EXCEEDED', { what: 'values', requested: values, limit: REQUEST_LIMITS.variableValues });
    if (depth > REQUEST_LIMITS.variableDepth)
      refuse('DEPTH_LIMIT_EXCEEDED', { what: 'levels', requested: depth, limit: REQUEST_LIMITS.variableDepth });
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
}

function refuse(
  code: 'COST_LIMIT_EXCEEDED' | 'DEPTH_LIMIT_EXCEEDED',
  { what, requested, limit }: { what: string; requested: number; limit: number },
): never {
  throw new AppError(code, `The variables hold at least ${requested} ${what}; the limit is ${limit}. Split the request.`, {
    details: { requested, limit },
  });
}
