import { MEASURES } from '@lamina/metrics';
import type { SearchResult } from './search-results.ts';
import type { StrategyScores } from './strategy.ts';

/** The parts of a result of `lamina score` that strategies use, besides a series for each metric; missing if they were not measured. */
export interface ScoreParts {
  readonly angularLastToken?: StrategyScores['angularLastToken'];
  readonly searches?: readonly SearchResult[];
}

/** The scores for strategies, from a result of `lamina score`: series by their names in it, such as `blockInfluence`. */
export function scoresOfResult(result: ScoreParts): StrategyScores {
  const series = result as Readonly<Record<string, { readonly mean?: StrategyScores['means'][string] } | null | undefined>>;
  return {
    means: Object.fromEntries(
      Object.entries(MEASURES).flatMap(([name, { id }]) => {
        const mean = series[name]?.mean;
        return mean === undefined ? [] : [[id, mean]];
      }),
    ),
    // Missing: it was not measured.
    angularLastToken: result.angularLastToken ?? [],
    // Missing: no search ran.
    searches: result.searches ?? [],
  };
}
