import { DEFAULT_STOPPING_RULE, type StoppingRule, type Task, type TaskEvaluation, type TextEvaluation } from '@lamina/benchmarks';
import { AppError, getAt } from '@lamina/errors';
import { mapSteps, type OpenedModel, type Progress, type TextWindows, type WorkDone } from '@lamina/models';
import { NOTHING_REMOVED } from '@lamina/plans';
import { createResidentModel } from '../resident/create-resident-model.ts';
import { loadLater } from '../resident/resident-model.ts';
import { keepVocabulary, ruleOfClasses } from '../vocabulary/keep-vocabulary.ts';
import type { ChangedForm, EvaluatedChange } from './evaluate-changes.ts';
import { type ChangeEvaluation, type EvaluateProgress, evaluateGroup } from './evaluate-group.ts';
import { countWindows, evaluateVocabularies } from './evaluate-texts.ts';
import type { MeasuredWords } from './measure-words.ts';
import { createTaskEncoder, type EvaluatorOptions, type LoadedEvaluator, openEvaluator } from './open-evaluator.ts';

/** A change with a smaller vocabulary, and its place among all. */
export interface PlacedWords {
  readonly change: EvaluatedChange;
  readonly place: number;
  readonly list: MeasuredWords;
}

/** @throws AppError as keepVocabulary; BAD_USER_INPUT for a smaller vocabulary with a repair */
export function placeWords(opened: OpenedModel, changes: readonly EvaluatedChange[]): readonly PlacedWords[] {
  return changes.flatMap((change, place) => {
    const { keepVocabulary: classes, repair, remove } = change;
    if (classes === null) return [];
    if (repair !== null)
      throw new AppError('BAD_USER_INPUT', `a smaller vocabulary (${classes}) is measured without a repair; leave ${repair.kind} out`);
    return [{ change, place, list: { ...keepVocabulary(opened, ruleOfClasses(classes)), removal: remove } }];
  });
}

/** Texts whose language the whole model knows, how much of them is read, and how many changes are judged together. */
export interface WordTexts {
  readonly texts: readonly TextWindows[];
  readonly windows: StoppingRule;
  readonly family: number;
}

/**
 * The losses of changes with smaller vocabularies on texts, and the results of those written models that can be opened on tasks.
 * @returns by the place of the change
 */
export async function* evaluateWords(
  loaded: LoadedEvaluator,
  words: readonly PlacedWords[],
  { tasks, ...reading }: WordTexts & { readonly tasks: readonly Task[] },
): AsyncGenerator<EvaluateProgress, ReadonlyMap<number, ChangeEvaluation>> {
  const { evaluator, encoder, options } = loaded;
  const documents = tasks.reduce((sum, task) => sum + task.documents.length, 0);
  const tally = { done: 0, total: words.length * (countWindows(reading.texts, reading.windows) + documents) };
  const found = new Map<number, ChangeEvaluation>();
  for (const own of Map.groupBy(words, ({ change }) => change.form?.key).values()) {
    const { change: first, place: start } = getAt(own, 0);
    const lists = own.map(({ list }) => list);
    const losses = yield* mapSteps(
      evaluateInForm(loaded, { form: first.form ?? null, lists }, reading),
      ({ count, checkpoint }): EvaluateProgress => {
        tally.done += count;
        return { phase: 'evaluate', ...tally, change: start, checkpoint };
      },
    );
    for (const [index, { change, place }] of own.entries()) {
      const { remove, precision, keepVocabulary: classes, openWritten } = change;
      const results =
        openWritten === undefined || tasks.length === 0
          ? []
          : yield* mapSteps(evaluateWritten(await openWritten(), tasks, options), (): EvaluateProgress => {
              return { phase: 'evaluate', ...tally, change: place };
            });
      tally.done += documents;
      const completed = {
        ...{ remove, repair: null, precision, keepVocabulary: classes },
        runtime: evaluator.runtime,
        maxLength: encoder.maxLength,
        tasks: results,
        texts: getAt(losses, index),
      };
      found.set(place, completed);
      yield { phase: 'evaluate', ...tally, change: place, completed };
    }
  }
  return found;
}

/**
 * The losses of smaller vocabularies of a loaded model, or of its form in other types, which is loaded beside it when it is first read.
 * @returns by list, then text
 */
export async function* evaluateInForm(
  { opened, evaluator: { resident, checkpoint }, options }: Pick<LoadedEvaluator, 'opened' | 'evaluator' | 'options'>,
  { form, lists }: { readonly form: ChangedForm | null; readonly lists: readonly MeasuredWords[] },
  { texts, windows: rule, family }: WordTexts,
): AsyncGenerator<WorkDone<readonly number[]>, readonly (readonly TextEvaluation[])[]> {
  const session = { ...options, mostLikely: true, divergence: true };
  const changed = form && { key: form.key, resident: loadLater(async () => createResidentModel(await form.open(), session)) };
  const asked = changed === null ? lists : lists.map((list) => ({ ...list, changed }));
  try {
    return yield* evaluateVocabularies({ opened, resident, checkpoint, lists: asked, texts, rule, family });
  } finally {
    await changed?.resident.release();
  }
}

/** The results of a written model on tasks, whose documents it reads with its own tokenizer. */
export async function* evaluateWritten(
  opened: OpenedModel,
  tasks: readonly Task[],
  options: EvaluatorOptions,
): AsyncGenerator<Progress, readonly TaskEvaluation[]> {
  // Its tokens are other ones, so that nothing of the whole model's checkpoint is its own, nor the other way round.
  const own = { ...options, checkpoint: {} };
  const encoder = createTaskEncoder(opened, own);
  const encoded = encoder.encode(tasks);
  const evaluator = await openEvaluator(opened, { encoder, encoded, texts: [], removals: [NOTHING_REMOVED] }, own);
  try {
    const tally = { done: 0, total: encoded.count };
    const work = { tasks, encoder, encoded, tally, divergence: false, texts: [], rule: DEFAULT_STOPPING_RULE, family: 1 };
    const variant = { place: 0, removal: NOTHING_REMOVED, opened, record: null, precision: null };
    const results = yield* mapSteps(
      evaluateGroup(work, { evaluator, whole: null, variants: [variant] }),
      ({ done, total }): Progress => ({ phase: 'evaluate', done, total }),
    );
    return getAt(results, 0).tasks;
  } finally {
    await evaluator.release();
  }
}
