import { AppError, type AppErrorCode } from '@lamina/errors';
import { REQUEST_LIMITS } from './request-limits.ts';

/**
 * Refuses variables that hold too many values or nest too deeply. Text length is limited by the body size or by each field.
 * @throws AppError COST_LIMIT_EXCEEDED or DEPTH_LIMIT_EXCEEDED naming the limit.
 */
export function checkVariables(variables: Readonly<Record<string, unknown>>): void {
  const { variableValues, variableDepth } = REQUEST_LIMITS;
  let values = 0;
  // Level by level instead of recursively, so that deep nesting cannot exhaust the stack.
  let level: readonly unknown[] = Object.values(variables);
  for (let depth = 1; level.length > 0; depth += 1) {
    values += level.length;
    if (values > variableValues) refuse('COST_LIMIT_EXCEEDED', 'values', values, variableValues);
    if (depth > variableDepth) refuse('DEPTH_LIMIT_EXCEEDED', 'levels', depth, variableDepth);
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
}

function refuse(code: AppErrorCode, what: string, requested: number, limit: number): never {
  const message = `The variables hold at least ${requested} ${what}; the limit is ${limit}. Split the request.`;
  throw new AppError(code, message, { details: { requested, limit } });
}
