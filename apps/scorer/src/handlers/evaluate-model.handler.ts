import { compareWithDense, sampleKeyOf, type Task, type TaskEvaluation } from '@lamina/benchmarks';
import {
  copyEvaluations,
  findDenseEvaluation,
  getRevision,
  listEvaluatedPrunings,
  listPrunings,
  type NewEvaluation,
  type PruningRecord,
  type RevisionRecord,
  saveEvaluations,
} from '@lamina/database';
import type { ChangeEvaluation, EvaluateProgress } from '@lamina/engine';
import { AppError, getAt } from '@lamina/errors';
import type { EvaluateModelPayload } from '@lamina/jobs';
import { type Change, describeChange, keyOfChange, keyOfRemoval, UNCHANGED } from '@lamina/plans';
import type { HandlerContext } from '../context/handler-context.ts';
import { runInference } from '../inference/run-inference.ts';
import { loadBenchmarks } from '../material/load-benchmarks.ts';
import { locateModel } from '../material/locate-model.ts';
import { getStoredRepair, loadChange, type StoredRepair } from '../prunings/repair-calibration.ts';
import { type ContinuedJob, continueJob } from '../work/continue-job.ts';

/** The evaluation settings of a job, in addition to those of its tasks. */
type Asking = Pick<EvaluateModelPayload, 'bos' | 'limit'>;

/** Evaluations of one protocol are comparable: the same settings, the same number of documents, and the same provider. */
function protocolOf({ shots = 0 }: Pick<Task, 'shots'>, { bos, limit }: Asking, provider: string): string {
  const documents = limit === undefined ? [] : [limit < 1 ? `the first ${100 * limit} % of documents` : `the first ${limit} documents`];
  return ['log-likelihood', `${shots}-shot`, ...documents, ...(bos === 'auto' ? [] : [`bos ${bos}`]), provider].join(' · ');
}

/** The provider is known only after the session is created; in the worst case, stored results are computed again. */
function likelyProviderOf({ session }: Pick<HandlerContext, 'session'>): string {
  return session.providers?.[0] ?? 'cpu';
}

/** A change, and the prunings (of any strategy) that it is. */
interface PrunedChange extends Change<StoredRepair> {
  readonly pruningIds: readonly (string | null)[];
}

/**
 * Evaluates the dense model, the given prunings, or every pruning of the study. Results are stored per removal and answers per batch, so a new
 * attempt continues where the last one ended.
 */
export async function evaluateModelHandler(payload: EvaluateModelPayload, context: HandlerContext): Promise<void> {
  const { database } = context;
  const revision = await getRevision(database, payload.revisionId);
  const all = await loadBenchmarks(payload, context);
  const isDense = payload.subject === 'dense';
  // Another study may have evaluated the dense model already; stored results are not measured again.
  const tasks = isDense ? await listMissing(payload, context, all) : all;
  if (tasks.length === 0) return;
  const targets = isDense ? [{ ...UNCHANGED, pruningIds: [null] }] : await listTargets(payload, context, tasks);
  const evaluated = { revision, tasks, asking: payload };
  await evaluateTargets(targets, evaluated, { context, continued: await continueJob(context) });
  context.log('info', `${targets.length} variants of ${revision.slug} evaluated on ${tasks.map(({ name }) => name).join(', ')}`);
}

/** Evaluates everything on one loaded model, so that texts are encoded once and what variants have in common is computed once. */
async function evaluateTargets(
  targets: readonly PrunedChange[],
  evaluated: Evaluated,
  { context, continued }: { readonly context: HandlerContext; readonly continued: ContinuedJob },
): Promise<void> {
  const { folders, signal } = context;
  const { revision, tasks, asking } = evaluated;
  if (targets.length === 0) return;
  let saving: Promise<void> = Promise.resolve();
  await runInference(
    'evaluate',
    {
      model: await locateModel(revision.location, context),
      roots: folders.modelRoots,
      ...context.session,
      changes: targets.map((target) => loadChange(target, folders.calibrations)),
      bos: asking.bos,
      tasks,
      divergenceFromDense: true,
      checkpoint: continued.found,
    },
    {
      signal,
      onProgress: (progress: EvaluateProgress) => {
        const { completed, change, checkpoint, ...rest } = progress;
        // Before any answer the first is at hand; none is where all are stored already.
        const target = targets[change ?? 0];
        context.report({ ...rest, note: noteOf(target) });
        if (checkpoint) continued.keep(checkpoint);
        if (completed && target)
          saving = saving
            .then(() => saveChange(context, evaluated, completed, target))
            .then(() => continued.forget((key) => key.endsWith(`:${keyOfRemoval(completed.remove)}`)));
        // The error is handled below. A lost attempt must not end the worker before the process has stopped.
        saving.catch(() => undefined);
      },
    },
  );
  await saving;
}

async function listTargets(
  payload: EvaluateModelPayload,
  context: HandlerContext,
  tasks: readonly Task[],
): Promise<readonly PrunedChange[]> {
  const { database, fence, studyId, log } = context;
  const { pruningIds } = payload;
  const where = pruningIds === undefined ? studyId !== null && { studyId } : { ids: pruningIds };
  if (!where) throw new AppError('BAD_USER_INPUT', 'a job without a study must name the prunings to evaluate');
  const prunings = await listPrunings(database, where);
  const asked = {
    benchmarkDigests: tasks.map(({ digest }) => digest),
    protocols: [...new Set(tasks.map((task) => protocolOf(task, payload, likelyProviderOf(context))))],
  };
  const done = await listEvaluatedPrunings(database, { ...asked, pruningIds: prunings.map(({ id }) => id) });
  const missing = prunings.filter(({ id }) => !done.has(id));
  const copied = await copyEvaluations(database, fence, { ...asked, pruningIds: missing.map(({ id }) => id) });
  if (copied.size > 0) log('info', `${copied.size} prunings are models that were evaluated already`);
  const open = missing.filter(({ id }) => !copied.has(id));
  // A study evaluates the dense model in a separate job. Otherwise it is evaluated here first if it is missing, because retention needs it.
  const needsDense = pruningIds !== undefined && (await listMissing(payload, context, tasks)).length > 0;
  const dense: readonly PrunedChange[] = needsDense ? [{ ...UNCHANGED, pruningIds: [null] }] : [];
  return [...dense, ...mergeEqual(open)];
}

/** Each change once, with all prunings that it is. */
function mergeEqual(prunings: readonly PruningRecord[]): readonly PrunedChange[] {
  const stored = prunings.map((pruning) => ({ ...pruning, repair: pruning.repair && getStoredRepair(pruning.repair) }));
  const equal = Map.groupBy(stored, keyOfChange);
  return [...equal.values()].map((members) => ({ ...getAt(members, 0), pruningIds: members.map(({ id }) => id) }));
}

/** Tasks on which the dense model has no evaluation yet. */
async function listMissing(payload: EvaluateModelPayload, context: HandlerContext, tasks: readonly Task[]): Promise<readonly Task[]> {
  const { revisionId } = payload;
  const missing: Task[] = [];
  for (const task of tasks) {
    const where = { revisionId, benchmarkDigest: task.digest, protocol: protocolOf(task, payload, likelyProviderOf(context)) };
    if ((await findDenseEvaluation(context.database, where)) === undefined) missing.push(task);
  }
  return missing;
}

async function saveChange(
  { database, fence }: HandlerContext,
  { revision, tasks, asking }: Evaluated,
  completed: ChangeEvaluation,
  { pruningIds }: PrunedChange,
): Promise<void> {
  const evaluations: NewEvaluation[] = [];
  for (const [index, evaluation] of completed.tasks.entries()) {
    const task = getAt(tasks, index);
    const protocol = protocolOf(task, asking, completed.runtime.provider);
    const dense = pruningIds.includes(null)
      ? undefined
      : await findDenseEvaluation(database, { revisionId: revision.revisionId, benchmarkDigest: task.digest, protocol });
    const compared = dense ? compareWithDense(dense, evaluation) : [];
    for (const pruningId of pruningIds)
      evaluations.push(describe(evaluation, { task, asking, pruningId, revision, protocol, compared, runtime: completed.runtime }));
  }
  await saveEvaluations(database, fence, evaluations);
}

/** The subject and the settings of an evaluation. */
interface Evaluated {
  readonly revision: RevisionRecord;
  readonly tasks: readonly Task[];
  readonly asking: Asking;
}

interface Description extends Omit<Evaluated, 'tasks'> {
  readonly task: Task;
  readonly pruningId: string | null;
  readonly protocol: string;
  readonly compared: ReturnType<typeof compareWithDense>;
  readonly runtime: ChangeEvaluation['runtime'];
}

function describe(
  evaluation: TaskEvaluation,
  { task, asking, pruningId, revision, protocol, compared, runtime }: Description,
): NewEvaluation {
  const { name, version, kind, category, description, chance, source = null, digest, shots = 0 } = task;
  const filterCount = new Set(evaluation.metrics.map(({ filter }) => filter)).size;
  return {
    revisionId: revision.revisionId,
    pruningId,
    benchmark: { name, version, kind, category, description, chance, source, digest, documentCount: task.documents.length },
    shots,
    protocol,
    comparability: {
      benchmarkDigest: digest,
      shots,
      bos: asking.bos,
      precision: revision.precision,
      runtime: `onnxruntime ${runtime.version} ${runtime.provider}`,
    },
    runtime: { ...runtime, precision: revision.precision },
    metrics: evaluation.metrics.map(({ metric, filter, value, standardError }) => {
      const name = sampleKeyOf(metric, filter, filterCount);
      const paired = compared.find((comparison) => sampleKeyOf(comparison.metric, comparison.filter, filterCount) === name);
      return { metric: name, value, standardError, paired: paired ?? null };
    }),
    samples: evaluation.samples,
  };
}

function noteOf(pruned: PrunedChange | undefined): string {
  return describeChange(pruned === undefined ? UNCHANGED : { ...pruned, repair: pruned.repair?.setting.kind ?? null });
}
