import { toEnumName } from '@lamina/metrics';
import { blocksOf } from '@lamina/plans';
import type { SubmitStudyInput } from '../../generated/graphql.ts';
import { toStrategy } from '../pruning/strategy-name.ts';
import { toUnitKinds } from '../pruning/unit-sets.ts';
import { findNamedUnits } from './named-units.ts';
import { isSearching, parseCounts, parseSearchSeeds } from './search-settings.ts';
import type { SubmitParams } from './submit-params.ts';

/** A form in which a text and benchmarks are chosen. */
export interface FilledForm extends SubmitParams {
  readonly calibration: string;
  readonly benchmarks: string[];
}

/** What the form asks of the API. */
export function toSubmitInput(params: FilledForm, idempotencyKey: string): SubmitStudyInput {
  const named = findNamedUnits(params);
  return {
    models: params.models,
    calibration: params.calibration,
    window: params.window,
    until: params.read === 'settled' ? {} : null,
    strategies: params.strategies.map(toStrategy),
    units: params.units.map(toUnitKinds),
    // The form cannot be sent with counts that cannot be read.
    counts: [...(parseCounts(params.counts) ?? [])],
    seeds: Array.from({ length: params.seeds }, (_, seed) => seed),
    removals: named && [
      { blocks: [...blocksOf(named, 'block')], attention: [...blocksOf(named, 'attention')], mlp: [...blocksOf(named, 'mlp')] },
    ],
    ...(isSearching(params) ? toSearch(params) : {}),
    repairs: params.repairs.map((kind) => ({ kind: toEnumName(kind), calibration: params.repairText })),
    precisions: params.precisions.map(toEnumName<SubmitParams['precisions'][number]>),
    benchmarks: params.benchmarks,
    limit: params.limit,
    efficiency: params.extras.includes('efficiency'),
    protectFirst: params.extras.includes('protect-first'),
    protectLast: params.extras.includes('protect-last'),
    idempotencyKey,
  };
}

function toSearch({ passes, searchSeeds, fitness }: SubmitParams): Partial<SubmitStudyInput> {
  // The form cannot be sent with seeds that cannot be read.
  return { searchPasses: passes, searchSeeds: [...(parseSearchSeeds(searchSeeds) ?? [])], searchFitness: toEnumName(fitness) };
}
