import { areBlocksOnly } from './removal.ts';

/** The strategies by the name that programs call them; the text is how they are stored, written in plans and typed on the command line. */
export const STRATEGY = {
  blockInfluence: 'block-influence',
  relativeMagnitude: 'relative-magnitude',
  angularSpan: 'angular-span',
  leaveOneOutLoss: 'leave-one-out-loss',
  greedyLoss: 'greedy-loss',
  iterate: 'iterate',
  iterateRepair: 'iterate-repair',
  evolutionary: 'evolutionary',
  sequential: 'sequential',
  reverse: 'reverse',
  random: 'random',
  randomInner: 'random-inner',
  explicit: 'explicit',
} as const;

/** A way of choosing which blocks to remove. */
export type StrategyName = (typeof STRATEGY)[keyof typeof STRATEGY];

/** Every strategy, in the order in which lists show them. */
export const STRATEGY_NAMES: readonly StrategyName[] = Object.values(STRATEGY);

/** How often an evolutionary search may read the text where nobody says it. */
export const DEFAULT_SEARCH_PASSES = 100;
/** The most that a search may read, and the most seeds that may search for one number of units. */
export const MAX_SEARCH_PASSES = 10_000;
export const MAX_SEARCH_SEEDS = 20;

/** The repair of each step of the strategy `iterate-repair` where nobody names one: the factor of Prune&Comp (arXiv 2507.18212). */
export const DEFAULT_ITERATE_REPAIR = 'scalar';

/** What an evolutionary search makes small: the divergence from the whole model, or the loss. */
export const FITNESSES = ['divergence', 'loss'] as const;
export type Fitness = (typeof FITNESSES)[number];

/** The strategies that take what a search of a score run chose. */
const SEARCH_STRATEGIES = [
  STRATEGY.greedyLoss,
  STRATEGY.iterate,
  STRATEGY.iterateRepair,
  STRATEGY.evolutionary,
] as const satisfies readonly StrategyName[];

export type SearchStrategy = (typeof SEARCH_STRATEGIES)[number];

/** Whether a strategy takes what a search of a score run chose. False for names of no strategy. */
export function isSearchStrategy(name: string): name is SearchStrategy {
  return SEARCH_STRATEGIES.some((search) => search === name);
}

/** The strategies that can choose attentions and MLPs. */
export const UNIT_STRATEGIES = [
  STRATEGY.blockInfluence,
  STRATEGY.leaveOneOutLoss,
  STRATEGY.greedyLoss,
  STRATEGY.iterate,
  STRATEGY.evolutionary,
  STRATEGY.sequential,
  STRATEGY.reverse,
  STRATEGY.random,
  STRATEGY.randomInner,
] as const satisfies readonly StrategyName[];

/** Whether a strategy can choose units of these kinds; every strategy chooses whole blocks. */
export function choosesUnits(name: string, kinds: readonly string[]): boolean {
  return areBlocksOnly(kinds) || UNIT_STRATEGIES.some((strategy) => strategy === name);
}

/** Whether a strategy's choice depends on a seed. False for names of no strategy. */
export function isRandomStrategy(name: string): boolean {
  return name === STRATEGY.random || name === STRATEGY.randomInner;
}
