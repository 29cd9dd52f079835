import {
  countFilters,
  evaluateResponses,
  type Generation,
  type Response,
  type RetentionLimit,
  type RetentionSettlement,
  type SampleEvaluation,
  settleRetention,
  type Task,
  type TaskEvaluation,
  takeDocuments,
} from '@lamina/benchmarks';
import { AppError, getAt } from '@lamina/errors';
import { createRandom, findHeadline, type MetricName } from '@lamina/metrics';
import { NOTHING_REMOVED, type Removal, removesNothing } from '@lamina/plans';
import { openModel } from '../model/open/open-model.ts';
import { finish, mapSteps, type Progress } from '../progress/progress.ts';
import type { RemovalEvaluation } from './evaluate-group.ts';
import { createTaskEncoder, type Evaluator, type EvaluatorOptions, openEvaluator, type TaskEncoder } from './open-evaluator.ts';

export interface SettleEvaluationOptions extends Omit<EvaluatorOptions, 'checkpoint'> {
  readonly removal: Removal;
  readonly tasks: readonly Task[];
  readonly limit: RetentionLimit;
  /** Probability that all verdicts are right, between 0.5 and 1. */
  readonly confidence: number;
  /** Of the random order in which documents are read. */
  readonly seed: number;
}

/** The verdict on one task, and how many documents it took. */
export interface TaskSettlement extends RetentionSettlement {
  readonly metric: MetricName;
  readonly filter: string;
  readonly limit: RetentionLimit;
  /** Of this verdict alone: with several tasks, each one's error is an equal part of the whole. */
  readonly confidence: number;
  readonly seed: number;
  /** Documents read. */
  readonly documents: number;
  /** Documents that the task has. */
  readonly available: number;
}

/** Both models on the documents that were read. */
export interface SettledEvaluation {
  /** The tasks with the documents that were read, in the order of reading. */
  readonly tasks: readonly Task[];
  readonly dense: RemovalEvaluation;
  readonly pruned: RemovalEvaluation;
  /** In the order of the tasks. */
  readonly settlements: readonly TaskSettlement[];
}

/** Documents between two looks: the choices of so many questions fill one run. Every look at generated answers loads a session, so there are fewer. */
const DOCUMENTS_PER_LOOK = { likelihood: 8, generation: 32 } as const;
/** Only the samples of a look are used. */
const FEWEST_DRAWS = { draws: 2, harnessDraws: 2 } as const;

/**
 * Evaluates a model and the same model without some units side by side, task by task, on documents in random order. A task is left as soon as its limit is
 * settled (`settleRetention`), or when its documents are spent: then the verdict is `open`.
 *
 * @throws AppError as openModel and openEvaluator do; TOKENIZER_MISSING; BAD_USER_INPUT for an empty removal, an impossible limit or confidence, and metrics that cannot be settled
 */
export async function* settleEvaluation(options: SettleEvaluationOptions): AsyncGenerator<Progress, SettledEvaluation> {
  requirePossible(options);
  yield { phase: 'prepare', done: 0, total: 1, note: 'reading the graph' };
  const shuffled = options.tasks.map((task) => takeDocuments(task, createRandom(options.seed).shuffle([...task.documents.keys()])));
  const removals = [NOTHING_REMOVED, options.removal] as const;
  const opened = openModel(options.model, options);
  const encoder = createTaskEncoder(opened, options);
  const encoded = encoder.encode(shuffled.map((task) => takeLook(task, 0)));
  const evaluator = await openEvaluator(opened, { encoder, encoded, removals }, options);
  const total = shuffled.reduce((sum, { documents }) => sum + documents.length, 0);
  try {
    const confidence = 1 - (1 - options.confidence) / shuffled.length;
    const read: ReadTask[] = [];
    let skipped = 0;
    for (const task of shuffled) {
      const reading = readTask({ encoder, evaluator }, task, { ...options, confidence });
      read.push(yield* mapSteps(reading, (documents): Progress => ({ phase: 'evaluate', done: skipped + documents, total })));
      skipped += task.documents.length;
    }
    const { runtime } = evaluator;
    const { maxLength } = encoder;
    const describe = (removal: Removal, of: 'dense' | 'pruned') => ({
      removal,
      repair: null,
      runtime,
      maxLength,
      tasks: read.map((each) => each[of]),
    });
    return {
      tasks: read.map(({ task }) => task),
      dense: describe(NOTHING_REMOVED, 'dense'),
      pruned: describe(options.removal, 'pruned'),
      settlements: read.map(({ settlement }) => settlement),
    };
  } finally {
    await evaluator.release();
  }
}

function requirePossible({ removal, limit, confidence, tasks }: SettleEvaluationOptions): void {
  if (removesNothing(removal))
    throw new AppError('BAD_USER_INPUT', 'a model is not compared with itself; name the blocks, attentions or MLPs to remove');
  if (!(limit.value > 0 && Number.isFinite(limit.value)))
    throw new AppError('BAD_USER_INPUT', `a ${limit.kind} of ${limit.value} cannot be settled; give a number above 0`);
  if (!(confidence >= 0.5 && confidence < 1))
    throw new AppError('BAD_USER_INPUT', `a confidence of ${confidence} cannot be reached; ask for one from 0.5 to 0.999`);
  const empty = tasks.find(({ documents }) => documents.length === 0);
  if (empty) throw new AppError('BAD_USER_INPUT', `task ${empty.name} has no documents; leave it out`);
}

interface LoadedModel {
  readonly encoder: TaskEncoder;
  readonly evaluator: Evaluator;
}

interface ReadTask {
  readonly task: Task;
  readonly dense: TaskEvaluation;
  readonly pruned: TaskEvaluation;
  readonly settlement: TaskSettlement;
}

/** Reads documents until the limit is settled; yields their number after each look. */
async function* readTask(
  both: LoadedModel,
  task: Task,
  { removal, limit, confidence, seed }: SettleEvaluationOptions,
): AsyncGenerator<number, ReadTask> {
  const answers: Record<'dense' | 'pruned', Answer[]> = { dense: [], pruned: [] };
  const samples: Record<'dense' | 'pruned', SampleEvaluation[]> = { dense: [], pruned: [] };
  const available = task.documents.length;
  for (let documents = 0; ; ) {
    const look = takeLook(task, documents);
    const found = await askBoth(both, look, removal);
    const dense = evaluateResponses(look, found.dense, FEWEST_DRAWS);
    samples.dense.push(...dense.samples);
    samples.pruned.push(...evaluateResponses(look, found.pruned, FEWEST_DRAWS).samples);
    answers.dense.push(...found.dense);
    answers.pruned.push(...found.pruned);
    documents += look.documents.length;
    yield documents;
    const headline = findHeadline(dense.metrics);
    if (headline === undefined)
      throw new AppError('BAD_USER_INPUT', `task ${task.name} has no headline metric; evaluate it without --until`);
    const settlement = settleRetention(samples, headline, { limit, confidence, filterCount: countFilters(dense) });
    if (settlement.verdict === 'open' && documents < available) continue;
    const read = takeRange(task, 0, documents);
    const { metric, filter } = headline;
    return {
      task: read,
      dense: evaluateResponses(read, answers.dense),
      pruned: evaluateResponses(read, answers.pruned),
      settlement: { ...settlement, metric, filter, limit, confidence, seed, documents, available },
    };
  }
}

/** The documents from `first` to the next look. */
function takeLook(task: Task, first: number): Task {
  const count = task.kind === 'generation' ? DOCUMENTS_PER_LOOK.generation : DOCUMENTS_PER_LOOK.likelihood;
  return takeRange(task, first, first + count);
}

function takeRange(task: Task, first: number, end: number): Task {
  return takeDocuments(task, [...task.documents.keys()].slice(first, end));
}

type Answer = Response | Generation;

async function askBoth(
  { encoder, evaluator }: LoadedModel,
  task: Task,
  removal: Removal,
): Promise<{ readonly dense: readonly Answer[]; readonly pruned: readonly Answer[] }> {
  const encoded = encoder.encode([task]);
  if (task.kind === 'generation') {
    const write = async (own: Removal) => getAt(await finish(evaluator.generate(encoded, own)), 0);
    return { dense: await write(NOTHING_REMOVED), pruned: await write(removal) };
  }
  const likelihoods = await finish(evaluator.answer(encoded, [NOTHING_REMOVED, removal]));
  return { dense: getAt(getAt(likelihoods, 0), 0), pruned: getAt(getAt(likelihoods, 1), 0) };
}
