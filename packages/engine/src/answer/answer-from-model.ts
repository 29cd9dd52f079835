import {
  type AnswerFacts,
  type AnswerQuestion,
  chooseCombinations,
  describeAnswerTime,
  EFFORTS,
  type Effort,
  type EffortSettings,
  findNamed,
  judgesChange,
  type LossText,
  type MeasuredText,
  measureTextLoss,
  type PlannedAnswer,
  predictTokensPerSecond,
  type Saved,
  type StoppingRule,
  type Task,
  type TextEvaluation,
  takeDocuments,
  testAbove,
} from '@lamina/benchmarks';
import { AppError, getAt } from '@lamina/errors';
import {
  type Checkpoint,
  countParameters,
  type ModelLookup,
  mapSteps,
  type OpenedModel,
  openModel,
  type Progress,
  type TextWindows,
  timeSteps,
} from '@lamina/models';
import { NOTHING_REMOVED, UNIT_KINDS } from '@lamina/plans';
import { type ChangedForm, evaluateInForm } from '../evaluate/evaluate-changes.ts';
import { evaluateLoaded, prepareQuestion } from '../evaluate/evaluate-model.ts';
import { countWindows, cutTexts, FEW_WINDOWS, findKnownTexts } from '../evaluate/evaluate-texts.ts';
import { createTaskEncoder, type LoadedEvaluator, openEvaluator } from '../evaluate/open-evaluator.ts';
import { measureProductsPerSecond, type SessionOptions } from '../session/session.ts';
import { chooseBenchmarks, measureAnswerSpeed, measureTaskLosses, measureWrittenLosses } from './measure-named.ts';
import {
  combineTypes,
  describePlanned,
  isForm,
  type PlannedChange,
  type PlanningContext,
  planMixture,
  planQuantized,
  planRemovals,
  planRepaired,
  type WrittenPlace,
} from './plan-changes.ts';
import { chooseMixtures, listSmaller, measureUnits, type SmallerUnits } from './plan-mixtures.ts';
import { combineVocabulary, MOST_VOCABULARIES, type PlannedVocabulary, planVocabularies } from './plan-vocabularies.ts';
import { createSavingPlanner } from './planned-saving.ts';
import type { CalibrationText } from './repaired-forms.ts';
import { screenUnits } from './screen-units.ts';

export interface AnswerOptions extends ModelLookup, SessionOptions {
  /** Where the model lies. */
  readonly model: string;
  /** How commands name it. */
  readonly reference: string;
  readonly question: AnswerQuestion;
  readonly effort: Effort;
  /** Texts on which losses are measured. Those whose language the model does not know are left out. */
  readonly texts: readonly LossText[];
  /** Texts on which repairs are solved. The text of the first one's source that the model knows chooses the units. */
  readonly calibrations: readonly CalibrationText[];
  /** A folder for forms of the model that have to be written to be measured. */
  readonly scratch: string;
  /** Benchmarks that may show a loss; the first documents of each are read. */
  readonly benchmarks: readonly Task[];
  /** The measurements of an earlier run; they are not made again. */
  readonly checkpoint: Checkpoint;
}

/** Everything that was measured of a model for an answer. */
export interface MeasuredAnswer extends AnswerFacts {
  /** The model as it is: nothing saved. */
  readonly whole: Saved;
  readonly format: OpenedModel['source']['format'];
  /** The text on which repairs were solved; null if it is not known. */
  readonly calibration: CalibrationText | null;
  /** Bytes of the model file. */
  readonly bytes: number;
  /** Sources on which losses were measured. */
  readonly sources: readonly string[];
  /** The machine and the runtime of measured speeds; null if none was measured. */
  readonly machine: string | null;
}

/** A loaded model, and the texts whose language it knows. */
interface AnswerRun extends PlanningContext {
  readonly loaded: LoadedEvaluator;
  readonly texts: readonly TextWindows[];
  /** The text that chooses what is removed. */
  readonly chooser: TextWindows;
  /** Solves repairs; null if no calibration text is of the chooser's source. */
  readonly calibration: CalibrationText | null;
  readonly options: AnswerOptions;
  readonly place: WrittenPlace;
  readonly quantized: readonly PlannedChange[];
  readonly smaller: SmallerUnits;
  readonly vocabularies: readonly PlannedVocabulary[];
}

/** A change with or without a smaller vocabulary. */
type Planned = PlannedChange | PlannedVocabulary;

/**
 * Answers in three steps: plans changes of a model, evaluates them as `evaluateModel` does, and leaves the judgement to `answerModel`. Benchmarks and speed are
 * measured of the change that an answer names.
 *
 * @throws AppError as openModel does; TOKENIZER_MISSING; BAD_USER_INPUT if the model knows the language of no text
 */
export async function* answerFromModel(options: AnswerOptions): AsyncGenerator<Progress, MeasuredAnswer> {
  yield { phase: 'prepare', done: 0, total: 1, note: 'reading the model' };
  const opened = openModel(options.model, options);
  const effort = EFFORTS[options.effort];
  const benchmarks = effort.benchmarks.count === 0 ? [] : options.benchmarks;
  const asked = benchmarks.map((task) => takeDocuments(task, [...task.documents.keys()].slice(0, effort.benchmarks.documents)));
  const encoder = createTaskEncoder(opened, {});
  const cut = cutTexts(encoder, { texts: options.texts, contexts: effort.contexts });
  const { question, reference } = options;
  const planning: PlanningContext = { lookup: options, opened, planner: createSavingPlanner(opened), question, effort, reference };
  const place = { lookup: options, model: options.model, scratch: options.scratch };
  const quantized = planQuantized(planning, place);
  const smaller = listSmaller(planning);
  const encoded = encoder.encode(asked);
  const planFor = (texts: readonly TextWindows[], vocabularyCount: number): PlannedAnswer => ({
    effort,
    units: UNIT_KINDS.length * opened.structure.blocks.length,
    windowTokens: texts.map(({ contextTokens }) => contextTokens),
    benchmarkTokens: encoded.pieces.map(countTokens),
    forms: countForms(quantized, vocabularyCount, effort),
    roundings: smaller.jobs.length,
  });
  if (Object.keys(options.checkpoint).length === 0) {
    // Said before large vocabularies are planned and the model is loaded, and again when its own speed is known.
    const predicted = predictTokensPerSecond(countParameters(opened.structure.model.graph), await measureProductsPerSecond(options));
    yield { phase: 'prepare', done: 0, total: 1, note: describeAnswerTime(planFor(cut, MOST_VOCABULARIES), predicted) };
  }
  const { planned: vocabularies, excluded } = planVocabularies(cut, planning);
  const needs = { encoder, encoded, texts: cut, removals: [], divergence: vocabularies.length > 0 || smaller.jobs.length > 0 };
  const evaluator = await openEvaluator(opened, needs, options);
  try {
    const { result: texts, seconds } = yield* timeSteps(findKnownTexts(cut, evaluator));
    const read = FEW_WINDOWS * cut.reduce((sum, { contextTokens }) => sum + contextTokens, 0);
    const note = seconds === null ? 'continuing' : describeAnswerTime(planFor(texts, vocabularies.length), read / seconds);
    yield { phase: 'prepare', done: cut.length, total: cut.length, note };
    const loaded = { opened, evaluator, encoder, options };
    const run: AnswerRun = { ...planning, loaded, texts, options, place, quantized, smaller, vocabularies, ...findChooser(texts, options) };
    const onTexts = yield* measureChanges(run);
    const { candidates, able } = yield* measureBenchmarks(run, onTexts, asked);
    const named = effort.speed ? findNamed(candidates, question) : null;
    const speed = named === null ? null : yield* measureAnswerSpeed(named.change, options);
    return {
      candidates: [
        ...candidates.map((one) => (one === named && speed !== null ? { ...one, saved: { ...one.saved, speed: speed.speed } } : one)),
        ...excluded,
      ],
      benchmarksLeftOut: options.benchmarks.map(({ name }) => name).filter((name) => !able.includes(name)),
      textsLeftOut: cut.map(({ text }) => text).filter((name) => !texts.some(({ text }) => text === name)),
      calibration: run.calibration,
      sources: [...new Set(texts.map(({ source }) => source))],
      ...describeWhole(opened, planning.planner),
      machine: speed?.machine ?? null,
    };
  } finally {
    await evaluator.release();
  }
}

function countTokens(pieces: readonly { readonly ids: readonly number[] }[]): number {
  return pieces.reduce((sum, { ids }) => sum + ids.length, 0);
}

/** The model as it is. */
export function describeWhole(
  opened: OpenedModel,
  planner = createSavingPlanner(opened),
): Pick<MeasuredAnswer, 'whole' | 'format' | 'bytes'> {
  return { whole: planner.plan(NOTHING_REMOVED), format: opened.source.format, bytes: planner.bytesBefore };
}

/** The text that chooses: of the first calibration text's source that the model knows, so that choosing and repairing cost one source of judges. */
function findChooser(texts: readonly TextWindows[], { calibrations }: AnswerOptions): Pick<AnswerRun, 'chooser' | 'calibration'> {
  for (const calibration of calibrations) {
    const chooser = texts.find(({ source }) => source === calibration.source);
    if (chooser !== undefined) return { chooser, calibration };
  }
  const [chooser] = texts;
  if (chooser !== undefined) return { chooser, calibration: null };
  throw new AppError('BAD_USER_INPUT', 'the model knows the language of none of the bundled texts, so nothing can judge what it loses');
}

/**
 * Plans and measures removals, quantized forms and smaller vocabularies, then what may be good together: removals with repairs, and with a smaller
 * vocabulary.
 */
async function* measureChanges(run: AnswerRun): AsyncGenerator<Progress, readonly Planned[]> {
  const { loaded, chooser, effort, question, options, calibration, quantized, vocabularies } = run;
  const { resident, checkpoint } = loaded.evaluator;
  const windows = chooser.windows.slice(0, effort.screening);
  const screening = yield* screenUnits(run.opened, { resident, checkpoint, windows });
  const removals = planRemovals(screening, chooser, run);
  const planned = removals.filter(isAsked).length;
  const family = planned + Math.min(planned, effort.repairs) + countForms(quantized, vocabularies.length, effort);
  const mixtures = yield* planMixtures(run);
  const measured = yield* measureOnTexts(run, [...removals, ...quantized, ...mixtures], family);
  const small = yield* measureVocabulariesOnTexts(run, vocabularies, family);
  const [forms, both] = planCombinations(run, measured, small);
  const combined = [...(yield* measureOnTexts(run, forms, family)), ...(yield* measureVocabulariesOnTexts(run, both, family))];
  const found = [...measured, ...small, ...combined];
  if (calibration === null) return found;
  const open = measured.filter(({ change, texts }) => change.precision === null && texts.length > 0);
  const hopeful = open.filter((one) => largest(one) < HOPELESS * Math.log1p(question.limit) || question.fit !== null);
  const repaired = hopeful.toSorted((a, b) => largest(a) - largest(b)).slice(0, effort.repairs);
  const repairs = yield* planRepaired(repaired, { ...run, calibration, checkpoint, session: options });
  return [...found, ...(yield* measureOnTexts(run, repairs, family))];
}

/** Mixtures of types, from what each unit loses in fewer bits on the text that chooses. */
async function* planMixtures(run: AnswerRun): AsyncGenerator<Progress, readonly PlannedChange[]> {
  const { loaded, chooser, effort, opened, options, smaller, place } = run;
  const { resident, checkpoint } = loaded.evaluator;
  // A model that is not in parts would be loaded once for every unit and type.
  if (smaller.jobs.length === 0 || resident.loadForm === undefined) return [];
  const windows = chooser.windows.slice(0, effort.mixtures.windows);
  const measured = yield* measureUnits(smaller, { opened, whole: resident, windows, batch: 1, session: options, checkpoint });
  return chooseMixtures(measured, run).map((mixture) => planMixture(mixture, chooser, run, place));
}

function isAsked({ excluded }: PlannedChange): boolean {
  return excluded === null;
}

/** Forms with fewer bits or fewer tokens, alone, and combined with each other and with removals. */
function countForms(quantized: readonly PlannedChange[], vocabularyCount: number, { combinations, mixtures }: EffortSettings): number {
  const coarser = quantized.filter(isAsked).length;
  const alone = vocabularyCount + (coarser === 0 ? 0 : coarser + mixtures.count);
  return alone === 0 ? 0 : alone + combinations;
}

/** The largest loss over all texts, as a logarithm. */
function largest({ texts }: Planned): number {
  return Math.max(...texts.map(({ logLoss }) => logLoss));
}

/** The combinations that are worth a measurement: removals in fewer bits, and smaller vocabularies with both or one of these. */
function planCombinations(
  run: AnswerRun,
  measured: readonly PlannedChange[],
  words: readonly PlannedVocabulary[],
): readonly [forms: readonly PlannedChange[], vocabularies: readonly PlannedVocabulary[]] {
  const { question, effort, opened } = run;
  const removals = measured.filter(({ change }) => change.precision === null);
  // Number formats of ONNX are those of a whole model.
  const forms = opened.source.format === 'onnx' ? [] : measured.filter(isForm);
  const chosen = chooseCombinations({ removals, forms, words }, question, effort.combinations);
  return [
    chosen.flatMap(({ removal, form, words }) => (removal && form && !words ? [combineTypes(form, removal, run)] : [])),
    chosen.flatMap(({ words, ...parts }) => (words ? [combineVocabulary(words, parts, run)] : [])),
  ];
}

/** Smaller vocabularies with their losses. Where a text cannot be read by fewer tokens, they are excluded with the reason. */
async function* measureVocabulariesOnTexts(
  run: AnswerRun,
  planned: readonly PlannedVocabulary[],
  family: number,
): AsyncGenerator<Progress, readonly PlannedVocabulary[]> {
  const found: PlannedVocabulary[] = [];
  for (const [form, own] of Map.groupBy(planned, (one) => one.form)) {
    try {
      found.push(...(yield* measureWithForm(run, { form, planned: own }, family)));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      found.push(...own.map((one) => ({ ...one, excluded: error.message })));
    }
  }
  return found;
}

/** Smaller vocabularies of the model, or of its form in fewer bits. */
async function* measureWithForm(
  { loaded, texts, effort, question }: AnswerRun,
  { form, planned }: { readonly form: ChangedForm | null; readonly planned: readonly PlannedVocabulary[] },
  family: number,
): AsyncGenerator<Progress, readonly PlannedVocabulary[]> {
  const windows = stoppingRuleOf(effort, question);
  const work = evaluateInForm(loaded, { form, lists: planned.map(({ words }) => words) }, { texts, windows, family });
  const tally = { done: 0, total: planned.length * countWindows(texts, windows) };
  const note = `${planned.length === 1 ? 'a smaller vocabulary' : `${planned.length} smaller vocabularies`} on ${texts.length} texts`;
  const losses = yield* mapSteps(work, ({ count, checkpoint }): Progress => {
    tally.done += count;
    return { phase: 'measure', ...tally, note, checkpoint };
  });
  return planned.map((one, place) => ({ ...one, texts: getAt(losses, place).map((text) => toMeasured(text, one)) }));
}

/** How much is read. Of changes that fit a size the cheapest is named, at any loss, so none is given up. */
function stoppingRuleOf({ windows }: EffortSettings, { limit, fit }: AnswerQuestion): StoppingRule {
  return { ...windows, limits: [limit], hope: fit === null ? windows.hope : undefined };
}

/** A removal that loses this many times the limit is not repaired. */
const HOPELESS = 4;

/** The changes with their losses; those that are no candidates stay as they are. */
async function* measureOnTexts(
  { loaded, texts, effort, question }: AnswerRun,
  changes: readonly PlannedChange[],
  family: number,
): AsyncGenerator<Progress, readonly PlannedChange[]> {
  const asked = changes.filter(isAsked);
  if (asked.length === 0) return changes;
  const prepared = prepareQuestion(loaded, { changes: asked.map(({ evaluated }) => evaluated), tasks: [] });
  const windows = stoppingRuleOf(effort, question);
  const note = `${describePlanned(asked)} on ${texts.length === 1 ? 'a text' : `${texts.length} texts`}`;
  const work = evaluateLoaded(loaded, { ...prepared, texts, windows, family, divergence: false });
  const found = yield* mapSteps(work, ({ done, total, checkpoint }): Progress => ({ phase: 'measure', done, total, note, checkpoint }));
  const evaluations = new Map(asked.map((change, place) => [change, getAt(found, place)]));
  return changes.map((change) => {
    const evaluation = evaluations.get(change);
    return evaluation === undefined ? change : { ...change, texts: evaluation.texts.map((text) => toMeasured(text, change)) };
  });
}

function toMeasured({ text, source, contextTokens, windows }: TextEvaluation, { read }: Planned): MeasuredText {
  return { text, source, contextTokens, judges: judgesChange({ source }, { read }), ...measureTextLoss(windows) };
}

/** Losses of benchmarks that can show one: of the named change until one stands, at more effort of every change that may be within the limit. */
async function* measureBenchmarks(
  { loaded, effort, question, options }: AnswerRun,
  candidates: readonly Planned[],
  offered: readonly Task[],
): AsyncGenerator<Progress, { readonly candidates: readonly Planned[]; readonly able: readonly string[] }> {
  const asked = yield* chooseBenchmarks(loaded, offered, effort.benchmarks.count);
  let found = candidates;
  const measured = new Set<Planned['change']>();
  const findNext = (): Planned | undefined => {
    const open = found.filter(({ change, excluded, texts }) => excluded === null && texts.length > 0 && !measured.has(change));
    if (effort.asksAll) return open.find(({ texts }) => !texts.some((text) => testAbove(text, question.limit) < COSTLY));
    return open.find((one) => one === findNamed(found, question));
  };
  for (let next = findNext(); next !== undefined && asked.tasks.length > 0; next = findNext()) {
    const { change } = next;
    measured.add(change);
    const tasks = yield* 'words' in next ? measureWrittenLosses(next, asked, options) : measureTaskLosses(loaded, next.evaluated, asked);
    found = found.map((one) => (one.change === change ? { ...one, tasks } : one));
  }
  return { candidates: found, able: asked.tasks.map(({ name }) => name) };
}

/** Level at which a text shows that a change is too costly. */
const COSTLY = 0.05;
