import { listKinds } from '../pruning/unit-sets.ts';
import type { ModelChoice } from './load-submit.ts';
import { listNamedProblems, type NamedUnitTexts } from './named-units.ts';
import { listSearchProblems, parseCounts, type SearchSettings } from './search-settings.ts';
import type { SubmitParams } from './submit-params.ts';

export interface FormToCheck {
  readonly params: Pick<SubmitParams, 'models' | 'units' | 'counts'> & SearchSettings & NamedUnitTexts;
  /** The chosen models that exist. */
  readonly models: readonly Pick<ModelChoice, 'slug' | 'name' | 'blockCount'>[];
  readonly benchmarkCount: number;
  readonly hasCalibration: boolean;
}

/** Problems that must be solved before a study can be submitted; the API checks again. */
export function listProblems({ params, models, benchmarkCount, hasCalibration }: FormToCheck): readonly string[] {
  const unknown = params.models.filter((slug) => models.every((model) => model.slug !== slug));
  const counts = parseCounts(params.counts);
  const perBlock = Math.max(1, ...params.units.map((set) => listKinds(set).length));
  const tooSmall = counts
    ? models.filter(({ blockCount }) => counts.length > 0 && counts.every((count) => count >= perBlock * blockCount))
    : [];
  return [
    params.models.length === 0 && 'Choose a model.',
    params.models.length > 20 && 'Choose at most 20 models.',
    ...unknown.map((slug) => `There is no model ${slug}.`),
    !hasCalibration && 'No calibration text is registered; a scorer registers the bundled one when it starts.',
    params.strategies.length === 0 && 'Choose a strategy.',
    params.units.length === 0 && 'Choose what to remove.',
    counts === null && 'Enter how many to remove as whole numbers from 1, separated by commas.',
    counts?.length === 0 && 'Enter how many to remove.',
    ...tooSmall.map(({ name, blockCount }) => `${name} has ${blockCount} blocks; remove fewer.`),
    ...listSearchProblems(params),
    ...listNamedProblems(params, models),
    benchmarkCount === 0 && 'Choose a benchmark.',
  ].filter((problem) => problem !== false);
}
