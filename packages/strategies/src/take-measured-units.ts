import { AppError } from '@lamina/errors';
import { DEFAULT_ITERATE_REPAIR, type SearchStrategy, STRATEGY, type Unit } from '@lamina/plans';
import type { StrategyScores } from './strategy-scores.ts';

/** The units that a measured search chose, and the flag that runs the search. */
const SEARCHES = {
  [STRATEGY.greedyLoss]: { score: 'greedyUnitOrder', flag: '--greedy' },
  [STRATEGY.iterate]: { score: 'iterativeUnitOrder', flag: '--iterate' },
  [STRATEGY.iterateRepair]: { score: 'repairedUnitOrder', flag: `--iterate-repair ${DEFAULT_ITERATE_REPAIR} --iterate` },
  [STRATEGY.evolutionary]: { score: 'evolvedSets', flag: '--evolve' },
} as const satisfies Record<SearchStrategy, { readonly score: keyof StrategyScores; readonly flag: string }>;

/**
 * The candidates among the units that a search chose, in its order. A greedy or iterative order of k units is the beginning of that of k + 1; an
 * evolutionary search chooses its units together, so only exactly `count` of them are a plan.
 *
 * @throws AppError BAD_USER_INPUT where the search did not run, or chose too few candidates or another number of them
 */
export function takeMeasuredUnits(
  strategy: SearchStrategy,
  scores: StrategyScores,
  candidates: readonly Unit[],
  count: number,
): readonly Unit[] {
  const { score, flag } = SEARCHES[strategy];
  const found = findMeasured(strategy, scores, count);
  if (found === undefined)
    throw new AppError(
      'BAD_USER_INPUT',
      `Strategy ${strategy} needs ${score}, which this score run does not have; score the model with ${flag} ${count} first or choose another strategy.`,
    );
  const chosen = found.filter((unit) => candidates.some(({ kind, block }) => kind === unit.kind && block === unit.block));
  if (chosen.length >= count) return chosen.slice(0, count);
  throw new AppError(
    'BAD_USER_INPUT',
    `${score} has ${found.length} units, ${chosen.length} of which may be removed here, but ${count} are needed; score the model with ${flag} ${count}.`,
    { details: { chosen: chosen.length, found: found.length, count } },
  );
}

/** What the search chose; undefined where it did not run. */
function findMeasured(strategy: SearchStrategy, scores: StrategyScores, count: number): readonly Unit[] | undefined {
  if (strategy === STRATEGY.greedyLoss) return scores.greedyUnitOrder;
  if (strategy === STRATEGY.iterate) return scores.iterativeUnitOrder;
  if (strategy === STRATEGY.iterateRepair) return scores.repairedUnitOrder;
  // The units of another count are not best together at this one: none is found.
  return scores.evolvedSets && (scores.evolvedSets.find((set) => set.length === count) ?? []);
}
