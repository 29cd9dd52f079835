import { toKebabName } from '@lamina/metrics';
import { createSerializer } from 'nuqs/server';
import type { RecommendationFactsFragment } from '../../generated/graphql.ts';
import { toStrategyName } from '../pruning/strategy-name.ts';
import { joinUnitKinds, UNIT_SETS } from '../pruning/unit-sets.ts';
import { STUDY_REPAIRS, STUDY_STRATEGIES, type SubmitParams, submitParsers } from '../submit/submit-params.ts';

const serialize = createSerializer(submitParsers);

type Strategies = SubmitParams['strategies'];

/** The form of a study, filled in with what would settle a recommendation. Sets of units that the form does not have are left out. */
export function toSubmitHref(
  model: string,
  { strategies, counts, units, repairs, benchmarks, documents, efficiency }: NonNullable<RecommendationFactsFragment['measure']>,
): string {
  const names: Strategies = strategies
    .map(toStrategyName)
    .filter((name): name is Strategies[number] => STUDY_STRATEGIES.some((one) => one === name));
  return serialize('/submit', {
    models: [model],
    read: 'settled',
    strategies: names,
    units: UNIT_SETS.filter((set) => units.some((kinds) => joinUnitKinds(kinds) === set)),
    counts: counts.join(', '),
    repairs: STUDY_REPAIRS.filter((kind) => repairs.map(toKebabName).includes(kind)),
    benchmarks: [...benchmarks],
    limit: documents,
    extras: efficiency ? ['efficiency'] : null,
  });
}
