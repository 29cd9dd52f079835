import { findScores, type RevisionRecord } from '@lamina/database';
import { AppError } from '@lamina/errors';
import type { PruneModelPayload } from '@lamina/jobs';
import { toEnumName } from '@lamina/metrics';
import { nameUnits } from '@lamina/plans';
import { getSearch, listResults, requestSearches, type SearchRequest, type SearchResult } from '@lamina/strategies';
import type { Stores } from '../../data/stores.ts';

/** @throws AppError for a score run that cannot choose layers of this revision */
export async function checkScoreRun({ database }: Stores, id: string, { revisionId, slug }: RevisionRecord): Promise<void> {
  const run = await database.prisma.scoreRun.findUnique({ where: { id }, select: { revisionId: true, importId: true } });
  if (run === null) throw new AppError('NOT_FOUND', 'There is no score run with this id. Query `scoreRuns` for the existing ones.');
  if (run.revisionId !== revisionId)
    throw new AppError('BAD_USER_INPUT', `The score run does not belong to the current revision of "${slug}".`);
  if (run.importId !== null)
    throw new AppError('BAD_USER_INPUT', 'The score run was imported; only scores that were measured here can choose layers.');
}

/** Strategies that take what a search gives need a score run that has it. @throws AppError CONFLICT naming what is missing */
export async function checkSearches(
  { database }: Stores,
  { strategies, scoreRunId, counts, units: sets }: PruneModelPayload,
  { revisionId, slug, blockCount }: RevisionRecord,
): Promise<void> {
  const needed = requestSearches(strategies, { sets, counts });
  if (needed.length === 0) return;
  const scores = await findScores(database, { revisionId, searches: needed, scoreRunId });
  for (const request of needed) {
    // A model without such a run has no search.
    const missing = findMissing(request, scores?.searches ?? [], blockCount);
    if (missing === null) continue;
    const { search, units } = request;
    throw new AppError(
      'CONFLICT',
      `The scores of "${slug}" have no ${getSearch(search).label.toLowerCase()} of ${missing} ${nameUnits(units)}; submit a score run with {search: ${toEnumName(search)}, units: [${units.map((kind) => toEnumName(kind)).join(', ')}]${missing === 'all' ? '' : `, counts: [${missing}]`}} in searches first.`,
    );
  }
}

/** The number of units that no result has; null where none is missing. A number that a model is too small for is skipped, because one unit is always kept. */
function findMissing(request: SearchRequest, results: readonly SearchResult[], blockCount: number): number | 'all' | null {
  const found = listResults(results, request);
  const wanted = request.counts.filter((count) => count < request.units.length * blockCount);
  const { chooses } = getSearch(request.search);
  if (chooses === 'alone') return found.length === 0 ? 'all' : null;
  if (chooses === 'set') return wanted.find((count) => found.every(({ order }) => order.length !== count)) ?? null;
  const maximum = Math.max(0, ...wanted);
  return found.every(({ order }) => order.length < maximum) ? maximum : null;
}
