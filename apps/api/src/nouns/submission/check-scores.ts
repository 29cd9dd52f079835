import { findScores, listResults, neededSearches, type RevisionRecord } from '@lamina/database';
import { AppError } from '@lamina/errors';
import type { PruneModelPayload } from '@lamina/jobs';
import { areBlocksOnly } from '@lamina/plans';
import { needLosses } from '@lamina/strategies';
import type { Stores } from '../../data/stores.ts';
import { Metric } from '../vocabulary/metric.ts';

/** @throws AppError for a score run that cannot choose layers of this revision */
export async function checkScoreRun({ database }: Stores, id: string, { revisionId, slug }: RevisionRecord): Promise<void> {
  const run = await database.prisma.scoreRun.findUnique({ where: { id }, select: { revisionId: true, importId: true } });
  if (run === null) throw new AppError('NOT_FOUND', 'There is no score run with this id. Query `scoreRuns` for the existing ones.');
  if (run.revisionId !== revisionId)
    throw new AppError('BAD_USER_INPUT', `The score run does not belong to the current revision of "${slug}".`);
  if (run.importId !== null)
    throw new AppError('BAD_USER_INPUT', 'The score run was imported; only scores that were measured here can choose layers.');
}

/** Strategies that use losses or searches need a score run that has them. @throws AppError CONFLICT naming what is missing */
export async function checkSearches(
  { database }: Stores,
  { strategies, scoreRunId, counts, units }: PruneModelPayload,
  { revisionId, slug, blockCount }: RevisionRecord,
): Promise<void> {
  const needsEach = needLosses(strategies);
  const needed = neededSearches(strategies, units);
  if (!needsEach && needed.length === 0) return;
  const scores = await findScores(database, {
    ...{ revisionId, searches: needed },
    scoreRunId,
    metric: needsEach ? Metric.LOSS_INCREASE : undefined,
  });
  const refuseScores = (lacks: string, field: string): never => {
    throw new AppError('CONFLICT', `The scores of "${slug}" have no ${lacks}; submit a score run with ${field} first.`);
  };
  if (needsEach && !(Metric.LOSS_INCREASE in (scores?.means ?? {}))) refuseScores('losses', 'leaveOneOut');
  for (const { search, units: kinds } of needed) {
    // A larger number of units is skipped, because one unit is always kept.
    const wanted = counts.filter((count) => count < kinds.length * blockCount);
    const maximum = Math.max(0, ...wanted);
    // A model without such a run has no search.
    const found = listResults(scores?.searches ?? [], search, kinds);
    const isTooShort = found.every(({ order }) => order.length < maximum);
    const [of, also] = areBlocksOnly(kinds) ? ['', ''] : [` of ${kinds.join(', ')}`, ' and these kinds in searchUnits'];
    if (search === 'greedy' && isTooShort) refuseScores(`${maximum} greedy removals${of}`, `a larger greedy${also}`);
    if (search === 'iterative' && isTooShort) refuseScores(`${maximum} iterative removals${of}`, `a larger iterate${also}`);
    if (search === 'repaired' && isTooShort) refuseScores(`${maximum} iterative removals with a repair`, 'a larger count in iterateRepair');
    const missing = wanted.find((count) => found.every(({ order }) => order.length !== count));
    if (search === 'evolved' && missing !== undefined)
      refuseScores(`search for ${missing} ${areBlocksOnly(kinds) ? 'layers' : 'units'}${of}`, `${missing} in the counts of evolve${also}`);
  }
}
