import {
  createJob,
  type Database,
  type Enqueue,
  findScores,
  type JobSender,
  type NewSingleJob,
  type RevisionRecord,
} from '@lamina/database';
import { AppError } from '@lamina/errors';
import {
  EVALUATE_MODEL,
  type EvaluateModelPayload,
  jobOf,
  PRUNE_MODEL,
  type PruneModelPayload,
  parseJob,
  SCORE_MODEL,
  type ScoreModelPayload,
} from '@lamina/jobs';
import { parseGlobalId, parseOptionalGlobalId } from '../../data/global-id.ts';
import { type PlacementInput, toJobPlacement } from '../job/to-job-placement.ts';
import { BosPolicy } from '../vocabulary/bos-policy.ts';
import { Metric } from '../vocabulary/metric.ts';
import { Strategy } from '../vocabulary/strategy.ts';
import { checkMaterialName } from './check-material-name.ts';
import { getMeasurableRevision } from './get-measurable-revision.ts';
import type { SubmitEvaluationInput, SubmitPruningInput, SubmitScoreRunInput } from './submission.input.ts';
import { DEFAULT_WINDOW } from './submit-study.input.ts';
import { toPrunePayload } from './to-prune-payload.ts';

const MAX_BENCHMARKS = 100;
const MAX_PRUNINGS = 500;

/** The services and stores that SubmissionService uses. */
export interface SubmissionServiceParts {
  readonly database: Database;
  readonly enqueue: Enqueue;
}

/** Submits single jobs, each one step of a study. Each method returns the job's key. */
export class SubmissionService {
  readonly #parts: SubmissionServiceParts;

  constructor(parts: SubmissionServiceParts) {
    this.#parts = parts;
  }

  /** @throws AppError BAD_USER_INPUT, NOT_FOUND, CONFLICT; then nothing is written. */
  async submitScoreRun(input: SubmitScoreRunInput, sender: JobSender): Promise<string> {
    const { model } = input;
    const revision = await getMeasurableRevision(this.#parts.database, model);
    const window = input.window ?? DEFAULT_WINDOW;
    const payload: ScoreModelPayload = {
      revisionId: revision.revisionId,
      calibration: checkMaterialName(input.calibration),
      window,
      stride: input.stride ?? window,
      windows: input.windows ?? null,
      bos: input.bos ?? BosPolicy.AUTO,
      ...(input.documentPart ? { documentPart: input.documentPart } : {}),
      ...(input.leaveOneOut ? { leaveOneOut: true } : {}),
      ...(input.greedyCount ? { greedy: input.greedyCount } : {}),
    };
    return this.#submit(revision, jobOf(SCORE_MODEL, payload), input, sender);
  }

  /** @throws AppError BAD_USER_INPUT, NOT_FOUND, CONFLICT; then nothing is written. */
  async submitPruning(input: SubmitPruningInput, sender: JobSender): Promise<string> {
    const { model } = input;
    const revision = await getMeasurableRevision(this.#parts.database, model);
    const scoreRunId = parseOptionalGlobalId(input.scoreRun, 'ScoreRun');
    if (scoreRunId !== null) await this.#checkScoreRun(scoreRunId, revision);
    const payload = toPrunePayload(input, revision, scoreRunId);
    await this.#checkLosses(payload, revision);
    return this.#submit(revision, jobOf(PRUNE_MODEL, payload), input, sender);
  }

  /** @throws AppError BAD_USER_INPUT, NOT_FOUND, CONFLICT; then nothing is written. */
  async submitEvaluation(input: SubmitEvaluationInput, sender: JobSender): Promise<string> {
    const { model, prunings, benchmarks } = input;
    const revision = await getMeasurableRevision(this.#parts.database, model);
    const names = [...new Set(benchmarks)].map(checkMaterialName);
    if (names.length < 1 || names.length > MAX_BENCHMARKS) refuseCount('benchmarks', names.length, MAX_BENCHMARKS);
    const pruningIds = prunings ? [...new Set(prunings)].map((id) => parseGlobalId(id, 'Pruning')) : undefined;
    if (pruningIds) await this.#checkPrunings(pruningIds, revision);
    const payload: EvaluateModelPayload = {
      revisionId: revision.revisionId,
      subject: pruningIds ? 'prunings' : 'dense',
      benchmarks: names,
      bos: input.bos ?? BosPolicy.AUTO,
      ...(pruningIds ? { pruningIds } : {}),
    };
    return this.#submit(revision, jobOf(EVALUATE_MODEL, payload), input, sender);
  }

  async #submit(
    { modelId }: RevisionRecord,
    job: Pick<NewSingleJob, 'kind' | 'version' | 'payload'>,
    { idempotencyKey, ...placement }: PlacementInput & { readonly idempotencyKey?: string | null },
    sender: JobSender,
  ): Promise<string> {
    // The worker's own check, so that an invalid job is refused now.
    parseJob(job);
    const { database, enqueue } = this.#parts;
    const key = idempotencyKey ? { idempotencyKey: `api ${job.kind} ${idempotencyKey}` } : {};
    return (await createJob(database, { ...job, ...toJobPlacement(placement, sender), modelId, ...key }, enqueue)).id;
  }

  async #checkScoreRun(id: string, { revisionId, slug }: RevisionRecord): Promise<void> {
    const run = await this.#parts.database.prisma.scoreRun.findUnique({ where: { id }, select: { revisionId: true, importId: true } });
    if (run === null) throw new AppError('NOT_FOUND', 'There is no score run with this id. Query `scoreRuns` for the existing ones.');
    if (run.revisionId !== revisionId)
      throw new AppError('BAD_USER_INPUT', `The score run does not belong to the current revision of "${slug}".`);
    if (run.importId !== null)
      throw new AppError('BAD_USER_INPUT', 'The score run was imported; only scores that were measured here can choose layers.');
  }

  /** Strategies that use losses need a score run that measured them. */
  async #checkLosses({ strategies, scoreRunId, counts }: PruneModelPayload, { revisionId, slug }: RevisionRecord): Promise<void> {
    const [needsEach, needsGreedy] = [Strategy.LEAVE_ONE_OUT_LOSS, Strategy.GREEDY_LOSS].map((name) => strategies.includes(name));
    if (!needsEach && !needsGreedy) return;
    const scores = await findScores(this.#parts.database, { revisionId, ...(scoreRunId === undefined ? {} : { scoreRunId }) });
    if (needsEach && !(Metric.LOSS_INCREASE in (scores?.means ?? {})))
      throw new AppError('CONFLICT', `The scores of "${slug}" have no losses; submit a score run with leaveOneOut first.`);
    const greedy = scores === undefined ? 0 : scores.greedyOrder.length;
    if (needsGreedy && greedy < Math.max(...counts))
      throw new AppError(
        'CONFLICT',
        `The scores of "${slug}" have ${greedy} greedy removals; submit a score run with a larger greedyCount first.`,
      );
  }

  async #checkPrunings(ids: readonly string[], { revisionId, slug }: RevisionRecord): Promise<void> {
    if (ids.length < 1 || ids.length > MAX_PRUNINGS) refuseCount('prunings', ids.length, MAX_PRUNINGS);
    const found = await this.#parts.database.prisma.pruning.findMany({ where: { id: { in: [...ids] } }, select: { revisionId: true } });
    if (found.length < ids.length)
      throw new AppError(
        'NOT_FOUND',
        `${ids.length - found.length} of the prunings do not exist. Query \`prunings\` for the existing ones.`,
      );
    if (found.some((pruning) => pruning.revisionId !== revisionId))
      throw new AppError('BAD_USER_INPUT', `A pruning belongs to another model than "${slug}", or to a former revision of it.`);
  }
}

/** Where resolvers find it. */
export type SubmissionContext = { readonly submissions: SubmissionService };

function refuseCount(name: string, count: number, limit: number): never {
  throw new AppError('BAD_USER_INPUT', `${name} holds ${count} entries; it must hold 1 to ${limit}.`);
}
