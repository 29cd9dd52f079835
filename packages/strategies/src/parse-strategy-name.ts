import { AppError } from '@lamina/errors';
import { STRATEGY_NAMES, type StrategyName } from '@lamina/plans';

/**
 * Reads a strategy's name as a user typed it.
 * @throws AppError BAD_USER_INPUT when there is no such strategy; the message lists those there are
 */
export function parseStrategyName(value: string): StrategyName {
  const name = STRATEGY_NAMES.find((known) => known === value);
  if (name === undefined) {
    throw new AppError('BAD_USER_INPUT', `There is no strategy "${value}"; choose one of ${STRATEGY_NAMES.join(', ')}.`, {
      details: { strategy: value },
    });
  }
  return name;
}
