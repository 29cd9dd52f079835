import { MEASURES } from '@lamina/metrics';
import type { Unit } from '@lamina/plans';
import type { StrategyScores } from './strategy.ts';

/** The parts of a result of `lamina score` that strategies use, besides a series for each metric; null or missing if they were not measured. */
export interface ScoreParts {
  readonly angularLastToken?: StrategyScores['angularLastToken'];
  readonly greedyRemoval?: readonly Unit[] | null;
  readonly iterativeRemoval?: readonly Unit[] | null;
  readonly repairedRemoval?: readonly Unit[] | null;
  readonly evolvedRemovals?: readonly { readonly units: readonly Unit[] }[] | null;
}

/** The scores for strategies, from a result of `lamina score`: series by their names in it, such as `blockInfluence`. */
export function scoresOfResult(result: ScoreParts): StrategyScores {
  const series = result as Readonly<Record<string, { readonly mean?: StrategyScores['means'][string] } | null | undefined>>;
  const listOf = (units: readonly Unit[] | null | undefined) => (units ? [units] : []);
  return {
    means: Object.fromEntries(
      Object.entries(MEASURES).flatMap(([name, { id }]) => {
        const mean = series[name]?.mean;
        return mean === undefined ? [] : [[id, mean]];
      }),
    ),
    // Missing or null: it was not measured.
    angularLastToken: result.angularLastToken ?? [],
    found: {
      greedy: listOf(result.greedyRemoval),
      iterative: listOf(result.iterativeRemoval),
      repaired: listOf(result.repairedRemoval),
      // Missing or null: no such search ran.
      evolved: (result.evolvedRemovals ?? []).map(({ units }) => units),
    },
  };
}
