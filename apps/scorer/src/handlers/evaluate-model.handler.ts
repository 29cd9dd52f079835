import { join } from 'node:path';
import { compareWithDense, INTERIM_LEVEL, sampleKeyOf, type Task, type TaskEvaluation } from '@lamina/benchmarks';
import {
  copyEvaluations,
  copyTextEvaluations,
  findDenseEvaluation,
  getRevision,
  listEvaluatedPrunings,
  listPrunings,
  listReadPrunings,
  listUnreadTexts,
  type NewEvaluation,
  type NewTextEvaluation,
  type PruningRecord,
  type RevisionRecord,
  saveEvaluations,
  saveTextEvaluations,
} from '@lamina/database';
import type { ChangeEvaluation, EvaluateProgress } from '@lamina/engine';
import { AppError, getAt, getEntry } from '@lamina/errors';
import type { EvaluateModelPayload } from '@lamina/jobs';
import { type Change, describeChange, isRemoval, keyOfChange, keyOfRemoval, UNCHANGED } from '@lamina/plans';
import type { HandlerContext } from '../context/handler-context.ts';
import { runInference } from '../inference/run-inference.ts';
import { loadBenchmarks } from '../material/load-benchmarks.ts';
import { type LoadedText, loadTexts } from '../material/load-texts.ts';
import { locateModel } from '../material/locate-model.ts';
import { folderOfPruning } from '../prunings/folder-of-pruning.ts';
import { getStoredRepair, loadChange, type StoredRepair } from '../prunings/repair-calibration.ts';
import { type ContinuedJob, continueJob } from '../work/continue-job.ts';
import { saveInOrder } from '../work/save-in-order.ts';

/** The settings of a job, in addition to those of its tasks. */
type Asking = Pick<EvaluateModelPayload, 'bos' | 'limit' | 'reading'>;

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

/** Texts and tasks on which some changes lack results. */
interface Material {
  readonly texts: readonly LoadedText[];
  readonly tasks: readonly Task[];
}

/** A part of a job: changes that lack results on the same texts and tasks. */
interface EvaluationPart extends Material {
  readonly targets: readonly PrunedChange[];
  readonly asking: Asking;
}

/**
 * Evaluates the dense model, the given prunings, or every pruning of the study, on texts and benchmarks. Results are stored per removal and answers per
 * batch, so a new attempt continues where the last one ended.
 */
export async function evaluateModelHandler(payload: EvaluateModelPayload, context: HandlerContext): Promise<void> {
  const revision = await getRevision(context.database, payload.revisionId);
  const material = { texts: loadTexts(payload.texts, context.folders), tasks: await loadBenchmarks(payload, context) };
  const names = [...material.texts.map(({ text }) => text), ...material.tasks.map(({ name }) => name)].join(', ');
  if (names === '') throw new AppError('BAD_USER_INPUT', 'the job names neither a text nor a benchmark; name at least one');
  const parts = payload.subject === 'dense' ? await listWhole(payload, context, material) : await listParts(payload, context, material);
  const continued = await continueJob(context);
  for (const part of parts) await evaluatePart(part, { revision, context, continued });
  const count = parts.reduce((sum, { targets }) => sum + targets.length, 0);
  await warnOfUnknownTexts(payload, context, { revision, texts: material.texts });
  context.log('info', `${count} variants of ${revision.slug} evaluated on ${names}`);
}

/** The whole model was read on every text whose language it knows. */
async function warnOfUnknownTexts(
  payload: EvaluateModelPayload,
  { database, log }: HandlerContext,
  { revision, texts }: { readonly revision: RevisionRecord; readonly texts: readonly LoadedText[] },
): Promise<void> {
  const unread = await listUnreadByWhole(payload, database, texts);
  const unknown = texts.filter(({ sha256 }) => unread.has(sha256)).map(({ text }) => text);
  if (unknown.length === 0) return;
  const rest = unknown.length === texts.length ? 'no loss is measured; name a text in its language' : 'no loss is measured on them';
  log('warn', `${revision.slug} does not know the language of ${unknown.join(', ')}: ${rest}`);
}

/** The texts, by digest, that the whole model has not read in full. */
function listUnreadByWhole(
  { revisionId, reading }: EvaluateModelPayload,
  database: HandlerContext['database'],
  texts: readonly LoadedText[],
) {
  const wanted = { textSha256s: texts.map(({ sha256 }) => sha256), reading: { ...reading, minimum: reading.maximum } };
  return listUnreadTexts(database, revisionId, wanted);
}

interface Evaluating {
  readonly revision: RevisionRecord;
  readonly context: HandlerContext;
  readonly continued: ContinuedJob;
}

/** Evaluates everything on one loaded model, so that texts are encoded once and what variants have in common is computed once. */
async function evaluatePart(part: EvaluationPart, { revision, context, continued }: Evaluating): Promise<void> {
  const { folders, signal } = context;
  const { targets, tasks, texts, asking } = part;
  const { contextTokens, family = targets.length, ...rule } = asking.reading;
  const saves = saveInOrder();
  await runInference(
    'evaluate',
    {
      model: await locateModel(revision.location, context),
      roots: folders.modelRoots,
      ...context.session,
      changes: targets.map((target) => ({
        ...loadChange(target, folders.calibrations),
        out: join(folders.modelStore, folderOfPruning(revision, target)),
        outInTypes: join(folders.modelStore, folderOfPruning(revision, { ...UNCHANGED, precision: target.precision })),
      })),
      bos: asking.bos,
      tasks,
      texts,
      windows: { ...rule, level: INTERIM_LEVEL },
      contexts: [contextTokens],
      family,
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
          saves.add(async () => {
            await saveChange(context, { revision, part }, completed, target);
            forgetRemoval(continued, completed);
          });
      },
    },
  );
  await saves.end();
}

/** Results that are stored are not kept for a next attempt. Those of smaller vocabularies and of types are few. */
function forgetRemoval(continued: ContinuedJob, { remove, ...others }: ChangeEvaluation): void {
  if (isRemoval(others)) continued.forget((key) => key.endsWith(`:${keyOfRemoval(remove)}`));
}

/** The whole model on what it lacks: another study may have evaluated it already. It reads every window, so that all changes and forms have its nats. */
async function listWhole(
  payload: EvaluateModelPayload,
  context: HandlerContext,
  { texts, tasks }: Material,
): Promise<readonly EvaluationPart[]> {
  const { database } = context;
  const { maximum } = payload.reading;
  const asking = { ...payload, reading: { ...payload.reading, minimum: maximum } };
  const unread = await listUnreadByWhole(payload, database, texts);
  const missing: Task[] = [];
  for (const task of tasks) {
    const protocol = protocolOf(task, payload, likelyProviderOf(context));
    const found = await findDenseEvaluation(database, { revisionId: payload.revisionId, benchmarkDigest: task.digest, protocol });
    if (found === undefined) missing.push(task);
  }
  if (unread.size + missing.length === 0) return [];
  const targets = [{ ...UNCHANGED, pruningIds: [null] }];
  return [{ targets, asking, texts: texts.filter(({ sha256 }) => unread.has(sha256)), tasks: missing }];
}

/** The prunings by what they lack. What an equal pruning has is copied. */
async function listParts(payload: EvaluateModelPayload, context: HandlerContext, material: Material): Promise<readonly EvaluationPart[]> {
  const { database, studyId } = context;
  const { pruningIds } = payload;
  const where = pruningIds === undefined ? studyId !== null && { studyId } : { ids: pruningIds };
  if (!where) throw new AppError('BAD_USER_INPUT', 'a job without a study must name the prunings to evaluate');
  const prunings = await listPrunings(database, where);
  const ids = prunings.map(({ id }) => id);
  const unread = await listUnread(ids, payload, context, material);
  const unanswered = await listUnanswered(ids, payload, context, material);
  const partOf = (lacksTexts: boolean, lacksTasks: boolean): EvaluationPart => ({
    targets: mergeEqual(prunings.filter(({ id }) => unread.has(id) === lacksTexts && unanswered.has(id) === lacksTasks)),
    asking: payload,
    texts: lacksTexts ? material.texts : [],
    tasks: lacksTasks ? material.tasks : [],
  });
  const parts = [partOf(true, true), partOf(true, false), partOf(false, true)].filter(({ targets }) => targets.length > 0);
  // A study evaluates the dense model in a separate job. Otherwise it is evaluated first if it is missing, because retention needs it.
  return pruningIds === undefined ? parts : [...(await listWhole(payload, context, material)), ...parts];
}

/** The prunings that lack a loss on a text. */
async function listUnread(
  ids: readonly string[],
  payload: EvaluateModelPayload,
  { database, fence, log }: HandlerContext,
  { texts }: Material,
): Promise<ReadonlySet<string>> {
  const all = texts.map(({ sha256 }) => sha256);
  const unknown = await listUnreadByWhole(payload, database, texts);
  // The whole model has not read texts whose language it does not know; it has read none if it was not evaluated yet.
  const textSha256s = unknown.size === all.length ? all : all.filter((sha256) => !unknown.has(sha256));
  if (textSha256s.length === 0) return new Set();
  const wanted = { reading: payload.reading, textSha256s };
  const done = await listReadPrunings(database, ids, wanted);
  const missing = ids.filter((id) => !done.has(id));
  const copied = await copyTextEvaluations(database, fence, { pruningIds: missing, wanted });
  if (copied.size > 0) log('info', `${copied.size} prunings are models that were read already`);
  return new Set(missing.filter((id) => !copied.has(id)));
}

/** The prunings that lack a result on a benchmark. */
async function listUnanswered(
  ids: readonly string[],
  payload: EvaluateModelPayload,
  context: HandlerContext,
  { tasks }: Material,
): Promise<ReadonlySet<string>> {
  if (tasks.length === 0) return new Set();
  const { database, fence, log } = context;
  const asked = {
    benchmarkDigests: tasks.map(({ digest }) => digest),
    protocols: [...new Set(tasks.map((task) => protocolOf(task, payload, likelyProviderOf(context))))],
  };
  const done = await listEvaluatedPrunings(database, { ...asked, pruningIds: ids });
  const missing = ids.filter((id) => !done.has(id));
  const copied = await copyEvaluations(database, fence, { ...asked, pruningIds: missing });
  if (copied.size > 0) log('info', `${copied.size} prunings are models that were evaluated already`);
  return new Set(missing.filter((id) => !copied.has(id)));
}

/** Each change once, with all prunings that it is. */
function mergeEqual(prunings: readonly PruningRecord[]): readonly PrunedChange[] {
  const stored = prunings.map((pruning) => ({ ...pruning, repair: pruning.repair && getStoredRepair(pruning.repair) }));
  const equal = Map.groupBy(stored, keyOfChange);
  return [...equal.values()].map((members) => ({ ...getAt(members, 0), pruningIds: members.map(({ id }) => id) }));
}

interface Subject {
  readonly revision: RevisionRecord;
  readonly part: EvaluationPart;
}

async function saveChange(
  { database, fence }: HandlerContext,
  { revision, part }: Subject,
  completed: ChangeEvaluation,
  { pruningIds }: PrunedChange,
): Promise<void> {
  const { tasks, texts, asking } = part;
  const { revisionId, precision } = revision;
  const runtime = { ...completed.runtime, precision };
  // A text whose language the whole model does not know is left out.
  const sha256Of = new Map(texts.map(({ text, sha256 }) => [text, sha256]));
  const onTexts = completed.texts.flatMap((evaluation) =>
    pruningIds.map((pruningId): NewTextEvaluation => {
      const textSha256 = getEntry(sha256Of, evaluation.text);
      return { ...evaluation, revisionId, pruningId, textSha256, reading: asking.reading, runtime };
    }),
  );
  const evaluations: NewEvaluation[] = [];
  for (const [index, evaluation] of completed.tasks.entries()) {
    const task = getAt(tasks, index);
    const protocol = protocolOf(task, asking, completed.runtime.provider);
    const dense = pruningIds.includes(null)
      ? undefined
      : await findDenseEvaluation(database, { revisionId, benchmarkDigest: task.digest, protocol });
    const compared = dense ? compareWithDense(dense, evaluation) : [];
    for (const pruningId of pruningIds)
      evaluations.push(describe(evaluation, { task, asking, pruningId, revision, protocol, compared, runtime: completed.runtime }));
  }
  await saveEvaluations(database, fence, evaluations);
  await saveTextEvaluations(database, fence, onTexts);
}

interface Description {
  readonly revision: RevisionRecord;
  readonly asking: Asking;
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
  const { name, version, kind, category, description, chance, digest, shots = 0 } = task;
  const filterCount = new Set(evaluation.metrics.map(({ filter }) => filter)).size;
  return {
    revisionId: revision.revisionId,
    pruningId,
    benchmark: { name, version, kind, category, description, chance, digest, documentCount: task.documents.length },
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
