import { DEFAULT_STOPPING_RULE, type StoppingRule, type Task, type TaskEvaluation, type TextEvaluation } from '@lamina/benchmarks';
import { AppError, getAt } from '@lamina/errors';
import {
  checkDocumentOverlap,
  finish,
  keyOf,
  type ModelLookup,
  mapSteps,
  type OpenedModel,
  type Progress,
  type TextWindows,
  type WorkDone,
} from '@lamina/models';
import { NOTHING_REMOVED, removesBlocksOnly, removesNothing } from '@lamina/plans';
import type { FittedRepair } from '../repair/fit-repairs.ts';
import { type CutText, createTextCutter, repairEach } from '../repair/repair-each.ts';
import type { ModelChange, RepairRecord } from '../repair/repair-record.ts';
import { createResidentModel } from '../resident/create-resident-model.ts';
import { loadLater, nameRepair, type ResidentModel } from '../resident/resident-model.ts';
import { keepRuleOf, keepVocabulary } from '../vocabulary/keep-vocabulary.ts';
import { type ChangeEvaluation, type EvaluateProgress, type EvaluationWork, evaluateGroup, type Variant } from './evaluate-group.ts';
import { countWindows, evaluateVocabularies } from './evaluate-texts.ts';
import type { MeasuredWords } from './measure-words.ts';
import {
  createTaskEncoder,
  type EncodedTasks,
  type Evaluator,
  type EvaluatorOptions,
  type LoadedEvaluator,
  openEvaluator,
} from './open-evaluator.ts';

/** A change that is evaluated: a removal with or without a repair, another form of the model that its caller opens, or a smaller vocabulary. */
export interface EvaluatedChange extends ModelChange {
  /**
   * The model in other types, from which the removal is still to be made, or with the repair in place; absent where `evaluateModel` solves the repair, and where
   * weights keep their types.
   */
  readonly form?: ChangedForm;
  /**
   * Opens the written model of a smaller vocabulary, which reads the documents of tasks with its own tokenizer. Without it, such a change is measured on texts
   * alone.
   */
  readonly openWritten?: () => Promise<OpenedModel>;
}

/** Another form of the model, which takes time to write or to solve, and its name in checkpoints. */
export interface ChangedForm {
  readonly key: string;
  open(): Promise<OpenedModel>;
}

/** A change, its place among all, and the windows of its repair's text. */
export interface PlacedChange extends EvaluatedChange {
  readonly place: number;
  /** Null without a repair. */
  readonly cut: CutText | null;
}

/**
 * Cuts each calibration text once, before anything is solved. Smaller vocabularies are left out: evaluateWords measures them.
 * @throws AppError BAD_USER_INPUT for documents that are calibration text
 */
export function placeChanges(
  opened: OpenedModel,
  changes: readonly EvaluatedChange[],
  { pieces, prompts }: EncodedTasks,
): readonly PlacedChange[] {
  const documents = [...pieces, ...prompts].flat();
  const cut = createTextCutter(opened);
  const placed = changes.flatMap((change, place) => {
    if (change.keepVocabulary !== null) return [];
    const isSolved = change.form !== undefined;
    return [{ ...change, place, cut: isSolved ? null : change.repair && cut(change.repair) }];
  });
  const texts = placed.map((one) => one.cut).filter((text) => text !== null);
  for (const { calibration } of new Set(texts)) checkDocumentOverlap(calibration, documents);
  return placed;
}

interface ChangeGroup {
  readonly options: EvaluatorOptions;
  readonly opened: OpenedModel;
  readonly evaluator: Evaluator;
  readonly changes: readonly PlacedChange[];
}

/**
 * Solves the repairs of some changes, and evaluates all of them together on the resident model, which loads only the parts that a repair changes. Where the
 * model is not in parts, each repaired model has a session of its own.
 *
 * @returns by the place of the change
 */
export async function* evaluateChanges(
  work: EvaluationWork,
  { options, opened, evaluator, changes }: ChangeGroup,
): AsyncGenerator<EvaluateProgress, ReadonlyMap<number, ChangeEvaluation>> {
  const shared: Variant[] = [];
  const separate: Variant[] = [];
  const releases: (() => Promise<void>)[] = [];
  try {
    const fitted = yield* solve(opened, changes, options);
    const known = new Map<number, ChangeEvaluation>();
    for (const { place, remove, precision, form } of changes) {
      const found =
        form === undefined
          ? null
          : yield* recall(work, { place, removal: nameRepair(remove, form.key), opened, record: null, precision }, evaluator);
      if (found !== null) {
        known.set(place, found);
        continue;
      }
      const solved = fitted.get(place);
      const changed = form === undefined ? solved?.opened : await form.open();
      if (changed === undefined) {
        shared.push({ place, removal: remove, opened, record: null, precision });
        continue;
      }
      const record = solved?.record ?? null;
      // Parts without a sublayer are those of the whole model: a repair of one runs in a model of its own. In other types, every part is another one.
      const load = precision === null && removesBlocksOnly(remove) && !removesNothing(remove) ? evaluator.resident.loadRepair : undefined;
      const repairKey = record === null ? (form?.key ?? '') : keyOfRepair(record); // One of both is there.
      const loaded = await load?.(changed, remove, repairKey);
      if (loaded) releases.push(loaded.release);
      const removal = loaded?.removal ?? nameRepair(remove, repairKey);
      (loaded ? shared : separate).push({ place, removal, opened: changed, record, precision });
    }
    const results = [...(yield* evaluateGroup(work, { evaluator, whole: null, variants: shared }))];
    for (const variant of separate) results.push(...(yield* evaluateAlone(work, variant, { options, evaluator })));
    return new Map([...known, ...[...shared, ...separate].map(({ place }, index) => [place, getAt(results, index)] as const)]);
  } finally {
    for (const release of releases) await release();
  }
}

/** Thrown where a form has to be opened. */
const NOT_KNOWN = new Error('not measured by an earlier run');

/** The losses of a form on texts where an earlier run measured all of them: to open a form may take minutes. Null where it has to be opened. */
async function* recall(
  { tally, ...work }: EvaluationWork,
  variant: Variant,
  evaluator: Evaluator,
): AsyncGenerator<EvaluateProgress, ChangeEvaluation | null> {
  if (work.encoded.count > 0 || work.divergence) return null;
  const runAll = (): never => {
    throw NOT_KNOWN;
  };
  // Two models: with one, a form without a removal would be the whole model.
  const whole: ResidentModel = { ...evaluator.resident, runAll };
  const resident: ResidentModel = { ...evaluator.resident, runAll };
  const count = { ...tally };
  try {
    const recalled = evaluateGroup({ ...work, tally: count }, { evaluator: { ...evaluator, resident }, whole, variants: [variant] });
    const [completed] = await finish(recalled);
    if (completed === undefined) return null;
    tally.done = count.done;
    yield { phase: 'evaluate', ...tally, change: variant.place, completed };
    return completed;
  } catch (error) {
    if (error === NOT_KNOWN) return null;
    throw error;
  }
}

/** The repaired models by the place of their change. */
async function* solve(
  opened: OpenedModel,
  changes: readonly PlacedChange[],
  options: EvaluatorOptions,
): AsyncGenerator<EvaluateProgress, ReadonlyMap<number, FittedRepair>> {
  const asked = changes.flatMap(({ place, remove, repair, cut }) =>
    repair === null || cut === null ? [] : [{ place, remove, repair, cut }],
  );
  const fitted = yield* repairEach(opened, asked, options, (one) => one);
  return new Map(asked.map(({ place }, index) => [place, getAt(fitted, index)]));
}

/** A repaired model in a session of its own, compared with the whole one. */
async function* evaluateAlone(
  work: EvaluationWork,
  variant: Variant,
  { options, evaluator }: Pick<ChangeGroup, 'options' | 'evaluator'>,
): AsyncGenerator<EvaluateProgress, readonly ChangeEvaluation[]> {
  const repaired = await openEvaluator(variant.opened, { ...work, removals: [variant.removal] }, options);
  try {
    return yield* evaluateGroup(work, { evaluator: repaired, whole: evaluator.resident, variants: [variant] });
  } finally {
    await repaired.release();
  }
}

/** The settings on which a repair depends beside the removal. */
function keyOfRepair({ kind, alpha, rank, tokenRule, calibrationSha256 }: RepairRecord): string {
  return keyOf([kind, alpha, rank, tokenRule, calibrationSha256]);
}

/** A change with a smaller vocabulary, and its place among all. */
export interface PlacedWords {
  readonly change: EvaluatedChange;
  readonly place: number;
  readonly list: MeasuredWords;
}

/** @throws AppError as keepVocabulary; BAD_USER_INPUT for a smaller vocabulary with a repair */
export function placeWords(opened: OpenedModel, changes: readonly EvaluatedChange[], lookup: ModelLookup): readonly PlacedWords[] {
  return changes.flatMap((change, place) => {
    const { keepVocabulary: keep, repair, remove } = change;
    if (keep === null) return [];
    if (repair !== null)
      throw new AppError('BAD_USER_INPUT', `a smaller vocabulary (${keep}) is measured without a repair; leave ${repair.kind} out`);
    return [{ change, place, list: { ...keepVocabulary(opened, keepRuleOf(keep, lookup)), removal: remove } }];
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
