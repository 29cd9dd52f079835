import {
  createJob,
  findScores,
  getMeasurableRevision,
  getWritablePruning,
  type JobSender,
  listResults,
  neededSearches,
  type RevisionRecord,
} from '@lamina/database';
import { AppError } from '@lamina/errors';
import {
  EVALUATE_MODEL,
  jobOf,
  type KnownJob,
  type PayloadInputOf,
  PRUNE_MODEL,
  type PruneModelPayload,
  parseJob,
  type RepairSetting,
  SCORE_MODEL,
  WRITE_PRUNING,
} from '@lamina/jobs';
import { areBlocksOnly, DEFAULT_ITERATE_REPAIR, DEFAULT_SEARCH_PASSES, toUnitSets } from '@lamina/plans';
import { needLosses } from '@lamina/strategies';
import { parseGlobalId, parseOptionalGlobalId } from '../../data/global-id.ts';
import type { Stores } from '../../data/stores.ts';
import { type PlacementInput, toJobPlacement } from '../job/to-job-placement.ts';
import { BosPolicy } from '../vocabulary/measurement.ts';
import { Metric } from '../vocabulary/metric.ts';
import { checkMaterialName } from './check-material-name.ts';
import { DEFAULT_WINDOW, type SubmitEvaluationInput, type SubmitPruningInput, type SubmitScoreRunInput } from './submission.input.ts';
import { toPrunePayload } from './to-prune-payload.ts';

const MAX_BENCHMARKS = 100;
const MAX_PRUNINGS = 500;

/** A job to queue, and how and by whom it was submitted. */
interface Submission {
  readonly job: KnownJob;
  readonly input: PlacementInput & { readonly idempotencyKey?: string | null };
  readonly sender: JobSender;
}

/** Queues the scoring of a model and returns the key of the job. @throws AppError BAD_USER_INPUT, NOT_FOUND, CONFLICT; then nothing is written. */
export async function submitScoreRun(stores: Stores, input: SubmitScoreRunInput, sender: JobSender): Promise<string> {
  const revision = await getMeasurableRevision(stores.database, input.model);
  const window = input.window ?? DEFAULT_WINDOW;
  const count = input.iterateRepairCount;
  const payload: PayloadInputOf<typeof SCORE_MODEL> = {
    revisionId: revision.revisionId,
    calibration: checkMaterialName(input.calibration),
    window,
    stride: input.stride ?? window,
    windows: input.windows ?? undefined,
    bos: input.bos ?? BosPolicy.AUTO,
    ...(input.documentPart ? { documentPart: input.documentPart } : {}),
    leaveOneOut: input.leaveOneOut ? ['block'] : [],
    ...(input.greedyCount ? { greedy: input.greedyCount } : {}),
    ...(input.iterateCount ? { iterate: input.iterateCount } : {}),
    ...(count ? { iterateRepair: { count, kind: toSolvingKind(input.iterateRepair) } } : {}),
    ...(input.searchCounts?.length ? { evolve: { ...toSearch(input), counts: [...input.searchCounts] } } : {}),
    ...(input.searchUnits?.length ? { searchUnits: toUnitSets(input.searchUnits) } : {}),
  };
  return submit(stores, revision, { job: jobOf(SCORE_MODEL, payload), input, sender });
}

/** NONE is refused by the schema of the job. */
function toSolvingKind(kind: SubmitScoreRunInput['iterateRepair']): RepairSetting['kind'] {
  return (kind ?? DEFAULT_ITERATE_REPAIR) as RepairSetting['kind'];
}

function toSearch({ searchPasses, searchSeeds, searchFitness }: SubmitScoreRunInput) {
  const seeds = searchSeeds?.length ? [...new Set(searchSeeds)] : [0];
  return { passes: searchPasses ?? DEFAULT_SEARCH_PASSES, seeds, ...(searchFitness ? { fitness: searchFitness } : {}) };
}

/** Queues prunings of a model and returns the key of the job. @throws AppError BAD_USER_INPUT, NOT_FOUND, CONFLICT; then nothing is written. */
export async function submitPruning(stores: Stores, input: SubmitPruningInput, sender: JobSender): Promise<string> {
  const revision = await getMeasurableRevision(stores.database, input.model);
  const scoreRunId = parseOptionalGlobalId(input.scoreRun, 'ScoreRun');
  if (scoreRunId !== null) await checkScoreRun(stores, scoreRunId, revision);
  const payload = toPrunePayload(input, revision, scoreRunId);
  await checkSearches(stores, payload, revision);
  return submit(stores, revision, { job: jobOf(PRUNE_MODEL, payload), input, sender });
}

/** Queues the evaluation of a model and returns the key of the job. @throws AppError BAD_USER_INPUT, NOT_FOUND, CONFLICT; then nothing is written. */
export async function submitEvaluation(stores: Stores, input: SubmitEvaluationInput, sender: JobSender): Promise<string> {
  const { model, prunings, benchmarks } = input;
  const revision = await getMeasurableRevision(stores.database, model);
  const names = [...new Set(benchmarks)].map(checkMaterialName);
  if (names.length < 1 || names.length > MAX_BENCHMARKS) refuseCount('benchmarks', names.length, MAX_BENCHMARKS);
  const pruningIds = prunings ? [...new Set(prunings)].map((id) => parseGlobalId(id, 'Pruning')) : undefined;
  if (pruningIds) await checkPrunings(stores, pruningIds, revision);
  const payload: PayloadInputOf<typeof EVALUATE_MODEL> = {
    revisionId: revision.revisionId,
    subject: pruningIds ? 'prunings' : 'dense',
    benchmarks: names,
    bos: input.bos ?? BosPolicy.AUTO,
    ...(pruningIds ? { pruningIds } : {}),
  };
  return submit(stores, revision, { job: jobOf(EVALUATE_MODEL, payload), input, sender });
}

/** Queues the writing of a pruning's model and returns the key of the job. @throws AppError BAD_USER_INPUT, NOT_FOUND, CONFLICT; then nothing is written. */
export async function submitWriting(stores: Stores, pruning: string, sender: JobSender): Promise<string> {
  const pruningId = parseGlobalId(pruning, 'Pruning');
  const revision = await getWritablePruning(stores.database, pruningId);
  return submit(stores, revision, { job: jobOf(WRITE_PRUNING, { pruningId }), input: {}, sender });
}

async function submit({ database, enqueue }: Stores, { modelId }: RevisionRecord, { job, input, sender }: Submission): Promise<string> {
  const { idempotencyKey, ...placement } = input;
  // The worker's own check, so that an invalid job is refused now.
  parseJob(job);
  const key = idempotencyKey ? { idempotencyKey: `api ${job.kind} ${idempotencyKey}` } : {};
  return (await createJob(database, { ...job, ...toJobPlacement(placement, sender), modelId, ...key }, enqueue)).id;
}

async function checkScoreRun({ database }: Stores, id: string, { revisionId, slug }: RevisionRecord): Promise<void> {
  const run = await database.prisma.scoreRun.findUnique({ where: { id }, select: { revisionId: true, importId: true } });
  if (run === null) throw new AppError('NOT_FOUND', 'There is no score run with this id. Query `scoreRuns` for the existing ones.');
  if (run.revisionId !== revisionId)
    throw new AppError('BAD_USER_INPUT', `The score run does not belong to the current revision of "${slug}".`);
  if (run.importId !== null)
    throw new AppError('BAD_USER_INPUT', 'The score run was imported; only scores that were measured here can choose layers.');
}

/** Strategies that use losses or searches need a score run that has them. */
async function checkSearches(
  { database }: Stores,
  { strategies, scoreRunId, counts, units }: PruneModelPayload,
  { revisionId, slug, blockCount }: RevisionRecord,
): Promise<void> {
  const needsEach = needLosses(strategies);
  const needed = neededSearches(strategies, units);
  if (!needsEach && needed.length === 0) return;
  const scores = await findScores(database, {
    ...{ revisionId, searches: needed },
    ...(scoreRunId === undefined ? {} : { scoreRunId }),
    ...(needsEach ? { metric: Metric.LOSS_INCREASE } : {}),
  });
  const refuseScores = (lacks: string, field: string): never => {
    throw new AppError('CONFLICT', `The scores of "${slug}" have no ${lacks}; submit a score run with ${field} first.`);
  };
  if (needsEach && !(Metric.LOSS_INCREASE in (scores?.means ?? {}))) refuseScores('losses', 'leaveOneOut');
  for (const { search, units: kinds } of needed) {
    // A larger number of units is skipped, because one unit is always kept.
    const wanted = counts.filter((count) => count < kinds.length * blockCount);
    const most = Math.max(0, ...wanted);
    // A model without such a run has no search.
    const found = listResults(scores?.searches ?? [], search, kinds);
    const isTooShort = found.every(({ order }) => order.length < most);
    const [of, also] = areBlocksOnly(kinds) ? ['', ''] : [` of ${kinds.join(', ')}`, ' and these kinds in searchUnits'];
    if (search === 'greedy' && isTooShort) refuseScores(`${most} greedy removals${of}`, `a larger greedyCount${also}`);
    if (search === 'iterative' && isTooShort) refuseScores(`${most} iterative removals${of}`, `a larger iterateCount${also}`);
    if (search === 'repaired' && isTooShort) refuseScores(`${most} iterative removals with a repair`, 'a larger iterateRepairCount');
    const missing = wanted.find((count) => found.every(({ order }) => order.length !== count));
    if (search === 'evolved' && missing !== undefined)
      refuseScores(`search for ${missing} ${areBlocksOnly(kinds) ? 'layers' : 'units'}${of}`, `${missing} in searchCounts${also}`);
  }
}

async function checkPrunings({ database }: Stores, ids: readonly string[], { revisionId, slug }: RevisionRecord): Promise<void> {
  if (ids.length < 1 || ids.length > MAX_PRUNINGS) refuseCount('prunings', ids.length, MAX_PRUNINGS);
  const found = await database.prisma.pruning.findMany({ where: { id: { in: [...ids] } }, select: { revisionId: true } });
  if (found.length < ids.length)
    throw new AppError('NOT_FOUND', `${ids.length - found.length} of the prunings do not exist. Query \`prunings\` for the existing ones.`);
  if (found.some((pruning) => pruning.revisionId !== revisionId))
    throw new AppError('BAD_USER_INPUT', `A pruning belongs to another model than "${slug}", or to a former revision of it.`);
}

function refuseCount(name: string, count: number, limit: number): never {
  throw new AppError('BAD_USER_INPUT', `${name} holds ${count} entries; it must hold 1 to ${limit}.`);
}
