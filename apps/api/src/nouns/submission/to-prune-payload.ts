import type { RevisionRecord } from '@lamina/database';
import { type PruneModelPayload, parseStudyRequest } from '@lamina/jobs';
import { createRefusal, type Refuse } from '../../errors/refusal.ts';
import { Strategy } from '../vocabulary/strategy.ts';
import type { SubmitPruningInput } from './submission.input.ts';

const refuse: Refuse = createRefusal('The pruning cannot be submitted');

const MAX_LIST_LENGTH = 100;
/** Seeds of random strategies if none are given; the same as in a study. */
const { seeds: DEFAULT_SEEDS } = parseStudyRequest({ calibration: 'any', benchmarks: ['any'] });

/**
 * The job payload for the input.
 * @throws AppError BAD_USER_INPUT naming what is wrong.
 */
export function toPrunePayload(
  input: Omit<SubmitPruningInput, 'model' | 'idempotencyKey'>,
  { revisionId, slug, blockCount }: RevisionRecord,
  scoreRunId: string | null,
): PruneModelPayload {
  const strategies = unique(input.strategies);
  const counts = unique(input.counts);
  const removals = listOf(input.removals);
  for (const [name, list] of Object.entries({ strategies, counts, removals, seeds: listOf(input.seeds) }))
    if (list.length > MAX_LIST_LENGTH) refuse(`${name} holds ${list.length} entries; it may hold ${MAX_LIST_LENGTH}`);
  if (strategies.includes(Strategy.EXPLICIT)) refuse('the strategy EXPLICIT cannot be used here; give removals instead');
  if (strategies.length === 0 && removals.length === 0) refuse('it names neither strategies nor removals');
  if (strategies.length > 0 && counts.length === 0) refuse('strategies need counts (numbers of layers to remove)');
  const tooMany = counts.find((count) => count < 1 || count >= blockCount);
  if (tooMany !== undefined) refuse(`counts has ${tooMany}; ${slug} has ${blockCount} layers, so 1 to ${blockCount - 1} can be removed`);
  for (const removal of removals) checkRemoval(removal, { slug, blockCount });
  return {
    revisionId,
    strategies: removals.length > 0 ? [...strategies, Strategy.EXPLICIT] : strategies,
    counts: counts.length > 0 ? counts : removals.map(({ length }) => length),
    ...(input.protectFirst ? { protectFirst: true } : {}),
    ...(input.protectLast ? { protectLast: true } : {}),
    seeds: input.seeds && input.seeds.length > 0 ? unique(input.seeds) : DEFAULT_SEEDS,
    ...(removals.length > 0 ? { removals: removals.map((removal) => [...removal]) } : {}),
    ...(scoreRunId === null ? {} : { scoreRunId }),
  };
}

function checkRemoval(removal: readonly number[], { slug, blockCount }: Pick<RevisionRecord, 'slug' | 'blockCount'>): void {
  const text = `[${removal.join(', ').slice(0, 100)}]`;
  if (removal.length < 1 || removal.length >= blockCount) refuse(`the removal ${text} must name 1 to ${blockCount - 1} layers`);
  if (new Set(removal).size < removal.length) refuse(`the removal ${text} names a layer twice`);
  if (removal.some((index) => index < 0 || index >= blockCount))
    refuse(`the removal ${text} names a layer that does not exist; ${slug} has layers 0 to ${blockCount - 1}`);
}

function unique<Value>(list: readonly Value[] | null | undefined): Value[] {
  return [...new Set(listOf(list))];
}

/** A list of an input; one that is left out is empty. */
function listOf<Value>(list: readonly Value[] | null | undefined): readonly Value[] {
  return list ? list : [];
}
