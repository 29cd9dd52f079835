import { createRefusal, type Refuse } from '@lamina/errors';
import { parseStudyRequest, type StudyRequest } from '@lamina/jobs';
import { toUnitSets } from '@lamina/plans';
import { Strategy } from '../vocabulary/removal.ts';
import { checkMaterialName } from './check-material-name.ts';
import { leaveOutNulls } from './leave-out-nulls.ts';
import { toRepairSettings } from './repair.input.ts';
import { DEFAULT_WINDOW } from './submission.input.ts';
import type { SubmitStudyInput } from './submit-study.input.ts';
import { toUnits } from './to-prune-payload.ts';

const refuse: Refuse = createRefusal('The study cannot be submitted');

const MAX_MODELS = 20;
const MAX_LIST_LENGTH = 100;

/**
 * The study request for the input.
 * @throws AppError BAD_USER_INPUT naming what is wrong.
 */
export function toStudyRequest(input: SubmitStudyInput): StudyRequest {
  const { models, calibration, strategies, counts, benchmarks, seeds, until } = input;
  const { searchPasses, searchFitness, iterateRepair, stride, limit, shots } = input;
  checkLength('models', models, MAX_MODELS);
  const removals = input.removals ? input.removals.map(toUnits) : [];
  if (removals.length > MAX_LIST_LENGTH) refuse(`removals holds ${removals.length} entries; it may hold ${MAX_LIST_LENGTH}`);
  for (const [name, list] of Object.entries({ strategies, counts, benchmarks })) checkLength(name, list, MAX_LIST_LENGTH);
  for (const name of [calibration, ...benchmarks]) checkMaterialName(name);
  if (strategies.includes(Strategy.EXPLICIT)) refuse('the strategy EXPLICIT cannot be used here; give removals instead');
  return parseStudyRequest({
    calibration,
    window: input.window ?? DEFAULT_WINDOW,
    windows: input.windows ?? undefined,
    ...leaveOutNulls({ searchPasses, searchFitness, iterateRepair, stride, limit, shots }),
    ...(input.searchSeeds?.length ? { searchSeeds: [...new Set(input.searchSeeds)] } : {}),
    ...(until ? { until: leaveOutNulls(until) } : {}),
    protectFirst: input.protectFirst ?? false,
    protectLast: input.protectLast ?? false,
    efficiency: input.efficiency ?? false,
    ...(input.precisions ? { precisions: [...new Set(input.precisions)] } : {}),
    ...(input.units ? { units: toUnitSets(input.units) } : {}),
    repairs: toRepairSettings(input.repairs, refuse),
    strategies: [...new Set(strategies), ...(removals.length > 0 ? [Strategy.EXPLICIT] : [])],
    ...(removals.length > 0 ? { removals } : {}),
    counts: [...new Set(counts)],
    benchmarks: [...new Set(benchmarks)],
    ...(seeds ? { seeds: [...new Set(seeds)] } : {}),
  });
}

function checkLength(name: string, list: readonly unknown[], limit: number): void {
  if (list.length < 1 || list.length > limit) refuse(`${name} holds ${list.length} entries; it must hold 1 to ${limit}`);
}
