import { AppError } from '@lamina/errors';
import { MEASURES, type MeasureId } from '@lamina/metrics';
import type { UnitKind } from '@lamina/plans';
import { SEARCHES } from './search.ts';
import { angularSpan } from './strategies/angular-span.ts';
import { blockInfluence } from './strategies/block-influence.ts';
import { evolutionary } from './strategies/evolutionary.ts';
import { explicit } from './strategies/explicit.ts';
import { greedyLoss } from './strategies/greedy-loss.ts';
import { iterate } from './strategies/iterate.ts';
import { iterateRepair } from './strategies/iterate-repair.ts';
import { leaveOneOutLoss } from './strategies/leave-one-out-loss.ts';
import { random } from './strategies/random.ts';
import { randomInner } from './strategies/random-inner.ts';
import { relativeMagnitude } from './strategies/relative-magnitude.ts';
import { reverse } from './strategies/reverse.ts';
import { sequential } from './strategies/sequential.ts';
import { spread } from './strategies/spread.ts';
import type { Search, Strategy } from './strategy.ts';

/** Every strategy, in the order in which lists show them. */
const LIST = {
  blockInfluence,
  relativeMagnitude,
  angularSpan,
  leaveOneOutLoss,
  greedyLoss,
  iterate,
  iterateRepair,
  evolutionary,
  sequential,
  reverse,
  spread,
  random,
  randomInner,
  explicit,
} as const;

type List = typeof LIST;

/** The name of a strategy. */
export type StrategyName = List[keyof List]['name'];

/** Every strategy, in the order in which lists show them. */
export const STRATEGIES: readonly Strategy<StrategyName>[] = Object.values(LIST);

export const STRATEGY_NAMES: readonly StrategyName[] = STRATEGIES.map(({ name }) => name);

/** Names of strategies as programs write them: `STRATEGY.blockInfluence` is `block-influence`. */
export const STRATEGY = Object.fromEntries(Object.entries(LIST).map(([key, { name }]) => [key, name])) as {
  readonly [Key in keyof List]: List[Key]['name'];
};

/** The strategy of a name; undefined for other texts. */
export function findStrategy(name: string): Strategy<StrategyName> | undefined {
  return STRATEGIES.find((strategy) => strategy.name === name);
}

/** The strategy that a user named. @throws AppError BAD_USER_INPUT if there is none; the message lists those that there are */
export function getStrategy(name: string): Strategy<StrategyName> {
  const strategy = findStrategy(name);
  if (strategy !== undefined) return strategy;
  throw new AppError('BAD_USER_INPUT', `There is no strategy "${name}"; choose one of ${STRATEGY_NAMES.join(', ')}.`);
}

/** Whether a strategy can choose units of these kinds. Whole blocks: true also for names of no strategy. */
export function choosesUnits(name: string, kinds: readonly UnitKind[]): boolean {
  const units = findStrategy(name)?.units ?? ['block'];
  return kinds.every((kind) => units.includes(kind));
}

/** Whether a strategy's choice depends on a seed. False for names of no strategy. */
export function isRandomStrategy(name: string): boolean {
  return findStrategy(name)?.isRandom === true;
}

/** The search whose result a strategy takes; null if it takes none. */
export function searchOf(name: string): Search | null {
  const needs = findStrategy(name)?.needs;
  return SEARCHES.find((search) => search === needs) ?? null;
}

/** The metrics that a strategy needs; none if it takes the result of a search. */
export function metricsOf(name: string): readonly MeasureId[] {
  const needs = findStrategy(name)?.needs;
  return needs === undefined || typeof needs === 'string' ? [] : needs;
}

/** Whether a strategy needs a score run: metrics or a search. */
export function needsScores(name: string): boolean {
  return searchOf(name) !== null || metricsOf(name).length > 0;
}

/** Whether one of the strategies needs the loss without each unit. */
export function needLosses(names: readonly string[]): boolean {
  return names.some((name) => metricsOf(name).includes(MEASURES.lossIncrease.id));
}
