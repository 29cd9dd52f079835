import { createJob, createStudy, getMeasurableRevision, getWritablePruning, type JobSender, type RevisionRecord } from '@lamina/database';
import { AppError, createRefusal, type Refuse } from '@lamina/errors';
import {
  EVALUATE_MODEL,
  fitStudyRequest,
  jobOf,
  type KnownJob,
  PRUNE_MODEL,
  planStudy,
  SCORE_MODEL,
  type StudyRequest,
  WRITE_PRUNING,
} from '@lamina/jobs';
import { findRemovalProblem, toUnitSets, type Unit } from '@lamina/plans';
import { parseGlobalId, parseOptionalGlobalId } from '../../data/global-id.ts';
import type { Stores } from '../../data/stores.ts';
import { type PlacementInput, toJobPlacement } from '../job/to-job-placement.ts';
import { Strategy } from '../vocabulary/removal.ts';
import { checkScoreRun, checkSearches } from './check-scores.ts';
import { readInput } from './input-of.ts';
import { SUBMISSION, type SubmissionOf } from './submission.input.ts';

const refuseStudy: Refuse = createRefusal('The study cannot be submitted');
const refuseScoreRun: Refuse = createRefusal('The score run cannot be submitted');
const refusePruning: Refuse = createRefusal('The pruning cannot be submitted');
const refuseEvaluation: Refuse = createRefusal('The evaluation cannot be submitted');

/** How and when a job is queued, and by whom. */
interface Submission {
  readonly job: KnownJob;
  readonly input: PlacementInput & { readonly idempotencyKey?: string | undefined };
  readonly sender: JobSender;
}

/**
 * Writes one study per model with its jobs, and queues the jobs that can start. Returns the keys of the studies in the order of the input.
 * @throws AppError BAD_USER_INPUT for an invalid request, NOT_FOUND for an unknown model; then nothing is written
 */
export async function submitStudy({ database, enqueue }: Stores, input: object, sender: JobSender): Promise<readonly string[]> {
  const { models, priority, requiredProvider, idempotencyKey, ...asked } = readInput(SUBMISSION.study, input, refuseStudy);
  const request: StudyRequest = { ...asked, ...chooseUnits(asked, refuseStudy) };
  const revisions = await Promise.all(models.map((slug) => getMeasurableRevision(database, slug)));
  for (const revision of revisions) {
    checkCounts(revision, request);
    for (const units of listNamedUnits(request)) checkUnits(units, revision, refuseStudy);
  }
  const placement = toJobPlacement({ priority, requiredProvider }, sender);
  const keys: string[] = [];
  for (const revision of revisions) {
    const { modelId, slug } = revision;
    const fitted = fitStudyRequest(request, revision);
    const jobs = planStudy(revision.revisionId, fitted);
    const key = idempotencyKey && `api ${idempotencyKey} ${slug}`;
    const { studyId } = await createStudy(database, { modelId, request: fitted, jobs, placement, idempotencyKey: key }, enqueue);
    keys.push(studyId);
  }
  return keys;
}

/** Queues the scoring of a model and returns the key of the job. @throws AppError BAD_USER_INPUT, NOT_FOUND, CONFLICT; then nothing is written. */
export async function submitScoreRun(stores: Stores, input: object, sender: JobSender): Promise<string> {
  const { model, ...options } = readInput(SUBMISSION.scoreRun, input, refuseScoreRun);
  const revision = await getMeasurableRevision(stores.database, model);
  // Kinds of units have one order, by which results are found.
  const searches = options.searches.map((search) => ({ ...search, units: toUnitSets([search.units])[0] ?? [] }));
  const job = jobOf(SCORE_MODEL, { ...options, revisionId: revision.revisionId, searches });
  return submit(stores, revision, { job, input: options, sender });
}

/** Queues prunings of a model and returns the key of the job. @throws AppError BAD_USER_INPUT, NOT_FOUND, CONFLICT; then nothing is written. */
export async function submitPruning(stores: Stores, input: object, sender: JobSender): Promise<string> {
  const { model, scoreRun, ...options } = readInput(SUBMISSION.pruning, input, refusePruning);
  const revision = await getMeasurableRevision(stores.database, model);
  const scoreRunId = parseOptionalGlobalId(scoreRun, 'ScoreRun') ?? undefined;
  if (scoreRunId !== undefined) await checkScoreRun(stores, scoreRunId, revision);
  checkPruning(options, revision);
  const job = jobOf(PRUNE_MODEL, {
    ...options,
    ...chooseUnits(options, refusePruning),
    revisionId: revision.revisionId,
    scoreRunId,
    // A named set needs no count.
    counts: options.counts.length > 0 ? options.counts : [1],
  });
  await checkSearches(stores, job.payload, revision);
  return submit(stores, revision, { job, input: options, sender });
}

/** Queues the evaluation of a model and returns the key of the job. @throws AppError BAD_USER_INPUT, NOT_FOUND, CONFLICT; then nothing is written. */
export async function submitEvaluation(stores: Stores, input: object, sender: JobSender): Promise<string> {
  const { model, prunings, ...options } = readInput(SUBMISSION.evaluation, input, refuseEvaluation);
  const revision = await getMeasurableRevision(stores.database, model);
  const pruningIds = prunings?.map((id) => parseGlobalId(id, 'Pruning'));
  if (pruningIds) await checkPrunings(stores, pruningIds, revision);
  const subject = pruningIds ? 'prunings' : 'dense';
  const job = jobOf(EVALUATE_MODEL, { ...options, revisionId: revision.revisionId, subject, pruningIds });
  return submit(stores, revision, { job, input: options, sender });
}

/** Queues the writing of a pruning's model and returns the key of the job. @throws AppError BAD_USER_INPUT, NOT_FOUND, CONFLICT; then nothing is written. */
export async function submitWriting(stores: Stores, pruning: string, sender: JobSender): Promise<string> {
  const pruningId = parseGlobalId(pruning, 'Pruning');
  const revision = await getWritablePruning(stores.database, pruningId);
  return submit(stores, revision, { job: jobOf(WRITE_PRUNING, { pruningId }), input: {}, sender });
}

async function submit({ database, enqueue }: Stores, { modelId }: RevisionRecord, { job, input, sender }: Submission): Promise<string> {
  const { idempotencyKey, ...placement } = input;
  const key = idempotencyKey && `api ${job.kind} ${idempotencyKey}`;
  return (await createJob(database, { ...job, ...toJobPlacement(placement, sender), modelId, idempotencyKey: key }, enqueue)).id;
}

/** Sets of units once each, and the strategy that takes named ones. */
function chooseUnits({ strategies, removals, units }: Pick<StudyRequest, 'strategies' | 'removals' | 'units'>, refuse: Refuse) {
  if (strategies.includes(Strategy.EXPLICIT)) refuse('the strategy EXPLICIT cannot be used here; give removals instead');
  // Smaller vocabularies or types alone need no other strategy.
  const isNamed = removals.length > 0 || strategies.length === 0;
  return { units: toUnitSets(units), strategies: isNamed ? [...strategies, Strategy.EXPLICIT] : strategies };
}

function checkCounts({ slug, blockCount }: RevisionRecord, { counts }: StudyRequest): void {
  if (counts.some((count) => count < blockCount)) return;
  refuseStudy(`${slug} has ${blockCount} layers; every number in counts is too large. Use counts below ${blockCount}`);
}

function checkPruning(request: SubmissionOf<'pruning'> | Omit<SubmissionOf<'pruning'>, 'model'>, revision: RevisionRecord): void {
  const { strategies, counts, removals, vocabularies, types, combinations, units } = request;
  if ([strategies, removals, vocabularies, types, combinations].every(({ length }) => length === 0))
    refusePruning('it names no strategies, removals, vocabularies, types or combinations');
  if (strategies.length > 0 && counts.length === 0) refusePruning('strategies need counts (numbers of layers to remove)');
  const unitCount = revision.blockCount * Math.max(...units.map(({ length }) => length));
  const tooMany = counts.find((count) => count >= unitCount);
  if (tooMany !== undefined)
    refusePruning(`counts has ${tooMany}; ${revision.slug} has ${unitCount} units of these kinds, so 1 to ${unitCount - 1} can be removed`);
  for (const named of listNamedUnits(request)) checkUnits(named, revision, refusePruning);
}

/** The sets of units that a request names. */
function listNamedUnits({ removals, combinations }: Pick<StudyRequest, 'removals' | 'combinations'>): readonly (readonly Unit[])[] {
  return [...removals, ...combinations.map(({ remove }) => remove).filter((units) => units.length > 0)];
}

function checkUnits(units: readonly Unit[], revision: RevisionRecord, refuse: Refuse): void {
  const problem = findRemovalProblem(units, revision);
  if (problem !== null) refuse(problem);
}

async function checkPrunings({ database }: Stores, ids: readonly string[], { revisionId, slug }: RevisionRecord): Promise<void> {
  const found = await database.prisma.pruning.findMany({ where: { id: { in: [...ids] } }, select: { revisionId: true } });
  if (found.length < ids.length)
    throw new AppError('NOT_FOUND', `${ids.length - found.length} of the prunings do not exist. Query \`prunings\` for the existing ones.`);
  if (found.some((pruning) => pruning.revisionId !== revisionId))
    throw new AppError('BAD_USER_INPUT', `A pruning belongs to another model than "${slug}", or to a former revision of it.`);
}
