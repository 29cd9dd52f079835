import type { RevisionRecord } from '@lamina/database';
import { createRefusal, type Refuse } from '@lamina/errors';
import { jobOf, PRUNE_MODEL, type PruneModelPayload, parseStudyRequest } from '@lamina/jobs';
import { findRemovalProblem, type RemovalLists, toUnitSets } from '@lamina/plans';
import { Strategy } from '../vocabulary/removal.ts';
import { toRepairSettings } from './repair.input.ts';
import { DEFAULT_WINDOW, type RemovedUnitsInput, type SubmitPruningInput } from './submission.input.ts';

const refuse: Refuse = createRefusal('The pruning cannot be submitted');

const MAX_LIST_LENGTH = 100;
/** How the calibration text of a repair is cut, as in a study that does not say. */
const REPAIR_CUT = { window: DEFAULT_WINDOW, bos: 'auto', tokenRule: 'all' } as const;
/** Seeds of random strategies if none are given; the same as in a study. */
const { seeds: DEFAULT_SEEDS } = parseStudyRequest({ calibration: 'any', benchmarks: ['any'] });

/**
 * The job payload for the input.
 * @throws AppError BAD_USER_INPUT naming what is wrong.
 */
export function toPrunePayload(
  input: Omit<SubmitPruningInput, 'model' | 'idempotencyKey'>,
  revision: RevisionRecord,
  scoreRunId: string | null,
): PruneModelPayload {
  const { revisionId, slug, blockCount } = revision;
  const strategies = unique(input.strategies);
  const counts = unique(input.counts);
  const removals = listOf(input.removals);
  const removedUnits = listOf(input.removedUnits).map(toUnits);
  const units = input.units ? toUnitSets(input.units) : undefined;
  for (const [name, list] of Object.entries({ strategies, counts, removals, removedUnits, seeds: listOf(input.seeds) }))
    if (list.length > MAX_LIST_LENGTH) refuse(`${name} holds ${list.length} entries; it may hold ${MAX_LIST_LENGTH}`);
  if (strategies.includes(Strategy.EXPLICIT)) refuse('the strategy EXPLICIT cannot be used here; give removals or removedUnits instead');
  const explicit = [...removals.map((removal) => ({ blocks: [...removal] })), ...removedUnits];
  if (strategies.length === 0 && explicit.length === 0) refuse('it names neither strategies nor removals');
  if (strategies.length > 0 && counts.length === 0) refuse('strategies need counts (numbers of layers to remove)');
  // Without units, whole layers are removed.
  const unitCount = blockCount * Math.max(1, ...(units ?? []).map(({ length }) => length));
  const tooMany = counts.find((count) => count < 1 || count >= unitCount);
  if (tooMany !== undefined)
    refuse(`counts has ${tooMany}; ${slug} has ${unitCount} units of these kinds, so 1 to ${unitCount - 1} can be removed`);
  for (const units of [...removals.map((blocks) => ({ blocks })), ...removedUnits]) checkUnits(units, revision);
  const repairs = toRepairSettings(input.repairs, refuse).map(({ calibration, ...repair }) => ({
    ...REPAIR_CUT,
    ...repair,
    calibration: calibration ?? refuse(`the repair ${repair.kind} names no calibration text`),
  }));
  const { payload } = jobOf(PRUNE_MODEL, {
    revisionId,
    strategies: explicit.length > 0 ? [...strategies, Strategy.EXPLICIT] : strategies,
    // An explicit set needs no count.
    counts: counts.length > 0 ? counts : [1],
    ...(input.protectFirst ? { protectFirst: true } : {}),
    ...(input.protectLast ? { protectLast: true } : {}),
    seeds: input.seeds && input.seeds.length > 0 ? unique(input.seeds) : DEFAULT_SEEDS,
    ...(explicit.length > 0 ? { removals: explicit } : {}),
    ...(units === undefined ? {} : { units }),
    ...(repairs.length > 0 ? { repairs } : {}),
    ...(scoreRunId === null ? {} : { scoreRunId }),
  });
  return payload;
}

/** @throws AppError BAD_USER_INPUT for a set that the model does not have. */
export function checkUnits(units: RemovalLists, revision: RevisionRecord): void {
  const problem = findRemovalProblem(units, revision);
  if (problem !== null) refuse(problem);
}

export function toUnits({ blocks, attention, mlp }: RemovedUnitsInput) {
  return { blocks: unique(blocks), attention: unique(attention), mlp: unique(mlp) };
}

function unique<Value>(list: readonly Value[] | null | undefined): Value[] {
  return [...new Set(listOf(list))];
}

/** A list of an input; one that is left out is empty. */
function listOf<Value>(list: readonly Value[] | null | undefined): readonly Value[] {
  return list ? list : [];
}
