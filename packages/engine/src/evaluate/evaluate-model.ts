import { DEFAULT_STOPPING_RULE, type LossText, type StoppingRule, type Task } from '@lamina/benchmarks';
import { batchesOf } from '@lamina/errors';
import { describeMemoryNeed, findFixedShape, measureMemoryNeed, type OpenedModel, openModel, type TextWindows } from '@lamina/models';
import { removesNothing } from '@lamina/plans';
import { refusePrecision } from '../repair/repair-record.ts';
import { probeExecutionProvider } from '../session/execution-provider.ts';
import { type EvaluatedChange, evaluateChanges, evaluateWords, type PlacedChange, placeChanges, placeWords } from './evaluate-changes.ts';
import type { ChangeEvaluation, EvaluateProgress } from './evaluate-group.ts';
import { countWindows, cutTexts, findKnownTexts } from './evaluate-texts.ts';
import { createTaskEncoder, type EncodedTasks, type EvaluatorOptions, type LoadedEvaluator, openEvaluator } from './open-evaluator.ts';

export interface EvaluateOptions extends EvaluatorOptions {
  /** The changes. The whole model is evaluated if UNCHANGED is among them. */
  readonly changes: readonly EvaluatedChange[];
  readonly tasks: readonly Task[];
  /** Texts on which losses are measured by `text-loss@1`, default none. Those whose language the whole model does not know are left out. */
  readonly texts?: readonly LossText[];
  /** How many windows of each text are read: for each change until it is decided. */
  readonly windows?: StoppingRule;
  /** Tokens of a window, each on all texts; by default the 512 of `text-loss@1` alone. */
  readonly contexts?: readonly number[];
  /** The number of changes that are judged together, by default all that are given. */
  readonly family?: number;
  /** If true, the divergence of each changed model from the whole one is measured on the texts of perplexity tasks; default false. */
  readonly divergenceFromDense?: boolean;
}

/** Changes of one group share hidden states. If a caller that stores results is stopped, it loses at most one group. */
const CHANGES_PER_GROUP = 16;
/** Repaired and other forms, whose changed parts are loaded at the same time. */
const FORMS_PER_GROUP = 8;

/**
 * Evaluates changes of a model on tasks of every kind, and measures their losses on texts. The graph is read once, the model is loaded once, and texts are
 * encoded once. Changes run on the resident model, and those of one group share every hidden state on which they agree, repaired or not: those without a
 * repair come first. Generated answers are made change by change. Smaller vocabularies come last.
 *
 * @returns in the order of the changes
 * @throws AppError as openModel, repairModel and keepVocabulary do; TOKENIZER_MISSING; BAD_USER_INPUT for blocks that do not exist, answers that cannot fit, a
 * change of the number format, a smaller vocabulary with a repair, or documents that are calibration text of a repair; MODEL_UNSUPPORTED for models that look
 * ahead.
 */
export async function* evaluateModel(options: EvaluateOptions): AsyncGenerator<EvaluateProgress, readonly ChangeEvaluation[]> {
  const { tasks, changes, windows = DEFAULT_STOPPING_RULE, family = changes.length } = options;
  for (const change of changes) if (change.form === undefined) refusePrecision(change);
  yield { phase: 'prepare', done: 0, total: 1, note: 'reading the graph' };
  const opened = openModel(options.model, options);
  const { provider } = await probeExecutionProvider(options.providers);
  const need = measureMemoryNeed(opened);
  if (provider === 'cpu' && !need.fits)
    yield { phase: 'prepare', done: 0, total: 1, note: `weights are read from the disk in every pass: ${describeMemoryNeed(need)}` };
  const encoder = createTaskEncoder(opened, options);
  const question = prepareQuestion({ opened, encoder }, { changes, tasks });
  const texts = cutTexts(encoder, options);
  const words = placeWords(opened, changes, options);
  const divergence = isDivergenceAsked(opened, options);
  const removals = changes.map(({ remove }) => remove);
  const needs = { encoder, encoded: question.encoded, texts, divergence: divergence || words.length > 0, removals };
  const evaluator = await openEvaluator(opened, needs, options);
  try {
    const loaded = { opened, evaluator, encoder, options };
    const known = { texts: yield* findKnownTexts(texts, evaluator), windows, family };
    const found = [...(yield* evaluateLoaded(loaded, { ...question, ...known, divergence }))];
    for (const [place, evaluation] of yield* evaluateWords(loaded, words, { ...known, tasks })) found[place] = evaluation;
    return found;
  } finally {
    await evaluator.release();
  }
}

/** Tasks and changes of an evaluation, checked before a model is loaded for it. */
export interface PreparedQuestion extends Pick<EvaluateOptions, 'tasks'> {
  readonly encoded: EncodedTasks;
  readonly placed: readonly PlacedChange[];
}

/** @throws AppError as evaluateModel does for tasks and changes */
export function prepareQuestion(
  { opened, encoder }: Pick<LoadedEvaluator, 'opened' | 'encoder'>,
  { changes, tasks }: Pick<EvaluateOptions, 'changes' | 'tasks'>,
): PreparedQuestion {
  const encoded = encoder.encode(tasks);
  return { tasks, encoded, placed: placeChanges(opened, changes, encoded) };
}

/** One evaluation of a loaded model. Its texts are known to it, and cut into windows. */
export interface LoadedQuestion extends PreparedQuestion, Required<Pick<EvaluateOptions, 'windows' | 'family'>> {
  readonly texts: readonly TextWindows[];
  readonly divergence: boolean;
}

/** As evaluateModel, for a model that is loaded already. */
export async function* evaluateLoaded(
  { opened, evaluator, encoder, options }: LoadedEvaluator,
  { placed, tasks, encoded, texts, windows, family, divergence }: LoadedQuestion,
): AsyncGenerator<EvaluateProgress, readonly ChangeEvaluation[]> {
  const tally = { done: 0, total: placed.length * (encoded.count + countWindows(texts, windows)) };
  const work = { tasks, encoder, encoded, texts, divergence, family, rule: windows, tally };
  yield { phase: 'evaluate', ...tally };
  const results: ChangeEvaluation[] = [];
  const isChanged = ({ repair, form }: EvaluatedChange): boolean => repair !== null || form !== undefined;
  const plain = placed.filter((change) => !isChanged(change));
  for (const group of [...batchesOf(plain, CHANGES_PER_GROUP), ...batchesOf(placed.filter(isChanged), FORMS_PER_GROUP)]) {
    const found = yield* evaluateChanges(work, { options, opened, evaluator, changes: group });
    for (const [place, evaluation] of found) results[place] = evaluation;
  }
  return results;
}

/** Whether changed models are compared with the whole one. A model with a fixed number of rows runs no single text. */
function isDivergenceAsked(opened: OpenedModel, { divergenceFromDense, tasks, changes }: EvaluateOptions): boolean {
  const { rows } = findFixedShape(opened.structure.model.graph);
  const isAsked =
    divergenceFromDense === true &&
    tasks.some(({ kind }) => kind === 'perplexity') &&
    !changes.every(({ remove }) => removesNothing(remove));
  return isAsked && (rows === null || rows === 1);
}
