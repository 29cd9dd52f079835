import { createSerializer } from 'nuqs/server';
import type { RecommendationFactsFragment } from '../../generated/graphql.ts';
import { toStrategyName } from '../pruning/strategy-name.ts';
import { STUDY_STRATEGIES, type SubmitParams, submitParsers } from '../submit/submit-params.ts';

const serialize = createSerializer(submitParsers);

type Strategies = SubmitParams['strategies'];

/** The form of a study, filled in with what would settle a recommendation. All documents are measured, which are at least as many as asked for. */
export function toSubmitHref(
  model: string,
  { strategies, counts, benchmarks, efficiency }: NonNullable<RecommendationFactsFragment['measure']>,
): string {
  const names: Strategies = strategies
    .map(toStrategyName)
    .filter((name): name is Strategies[number] => STUDY_STRATEGIES.some((one) => one === name));
  return serialize('/submit', {
    models: [model],
    read: 'settled',
    strategies: names,
    counts: counts.join(', '),
    benchmarks: [...benchmarks],
    extras: efficiency ? ['efficiency'] : null,
  });
}
