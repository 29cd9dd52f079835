import { findScores, getRevision, listNeededJobs, type RevisionRecord, type StoredScores, savePrunings } from '@lamina/database';
import { AppError } from '@lamina/errors';
import type { PruneModelPayload } from '@lamina/jobs';
import { nameUnits, UNIT_KINDS, type UnitKind } from '@lamina/plans';
import { NO_SCORES, needsScores, requestSearches } from '@lamina/strategies';
import type { HandlerContext } from '../context/handler-context.ts';
import { type Choice, type ChoiceFacts, listChoices } from '../prunings/list-choices.ts';
import { findSearchRepair, listScoredUnits, listSearchSeeds, toStrategyScores } from '../prunings/to-strategy-scores.ts';
import { writeChoices } from '../prunings/write-choices.ts';

/**
 * Chooses units by every strategy at every count from a score run (in a study, the study's own), solves the repairs, and writes each chosen model.
 * Random draws are only a control, and further seeds of a search only show its spread, so they are stored without a written model and without repairs.
 * The choice of a search with repairs is stored with that repair alone.
 */
export async function pruneModelHandler(payload: PruneModelPayload, context: HandlerContext): Promise<void> {
  const { database, fence, studyId } = context;
  const revision = await getRevision(database, payload.revisionId);
  const stored = await loadScores(payload, revision, context);
  const scoreRunId = stored?.scoreRunId ?? null;
  const choices = chooseUnits(payload, { revision, stored }, context);
  const { repairs } = payload;
  const searchRepair = stored ? findSearchRepair(stored) : null;
  const prunings = await writeChoices({ choices, revision, repairs, searchRepair, scoreRunId }, context);
  await savePrunings(database, fence, { revision, studyId }, prunings);
}

async function loadScores(
  { scoreRunId, strategies, units }: PruneModelPayload,
  { revisionId, slug }: RevisionRecord,
  { database, fence, studyId }: HandlerContext,
): Promise<StoredScores | undefined> {
  const isOfStudy = studyId !== null && scoreRunId === undefined;
  const stored = await findScores(database, {
    revisionId,
    scoreRunId,
    searches: requestSearches(strategies, { sets: units, counts: [] }),
    studyId: isOfStudy ? studyId : undefined,
    jobIds: isOfStudy ? await listNeededJobs(database, fence.jobId) : undefined,
  });
  if (!stored && strategies.some(needsScores))
    throw new AppError('CONFLICT', `model ${slug} has no scores for choosing layers; score it first`);
  return stored;
}

/** A study of several models may ask for attentions and MLPs, which some of them do not have. */
function chooseUnits(
  payload: PruneModelPayload,
  { revision, stored }: { readonly revision: RevisionRecord; readonly stored: StoredScores | undefined },
  { log, studyId }: HandlerContext,
): readonly Choice[] {
  const existing = stored === undefined ? null : listScoredUnits(stored, revision);
  const facts: ChoiceFacts = {
    blockCount: revision.blockCount,
    existing,
    scoresOf: (kinds, searchSeed) => (stored ? toStrategyScores(stored, kinds, searchSeed) : NO_SCORES),
    searchSeedsOf: (kinds) => (stored ? listSearchSeeds(stored, kinds) : []),
  };
  const { units } = payload;
  const hasKind = (kind: UnitKind): boolean => existing === null || existing.some((unit) => unit.kind === kind);
  const possible = units.filter((kinds) => kinds.every(hasKind));
  if (possible.length === units.length) return listChoices(payload, facts);
  const missing = nameUnits(UNIT_KINDS.filter((kind) => units.flat().includes(kind) && !hasKind(kind)));
  const problem = `the scores of ${revision.slug} show no ${missing} that can be removed alone`;
  if (studyId === null) throw new AppError('SUBLAYERS_UNAVAILABLE', `${problem}; choose other units`);
  log('warn', `${problem}; sets of units with them are left out`);
  return listChoices({ ...payload, units: possible }, facts);
}
