import {
  type AnswerFacts,
  type AnswerQuestion,
  findNamed,
  judgesChange,
  type Saved,
  type SourcedText,
  savedOf,
  type Task,
  takeDocuments,
  testAbove,
} from '@lamina/benchmarks';
import { AppError, getAt } from '@lamina/errors';
import { changeOf, describeRemoval, NOTHING_REMOVED, writeChangeCommand } from '@lamina/plans';
import { type ModelLookup, type OpenedModel, openModel } from '../model/open/open-model.ts';
import { loadTokenizer } from '../model/tokenizer/tokenizer.ts';
import type { Checkpoint, Progress } from '../progress/progress.ts';
import { createResidentModel } from '../resident/create-resident-model.ts';
import type { SessionOptions } from '../session/session.ts';
import { type AnswerText, encodeText, keepKnown } from './answer-text.ts';
import { EFFORTS, type Effort } from './effort.ts';
import { chooseBenchmarks, measureTaskLosses } from './measure-benchmarks.ts';
import { measureOtherForms } from './measure-other-forms.ts';
import { measureAnswerSpeed } from './measure-speed.ts';
import { measureTexts } from './measure-texts.ts';
import { measureUnits } from './measure-units.ts';
import type { FormedCandidate } from './measured-form.ts';
import { planCandidates } from './plan-candidates.ts';
import { createSavingPlanner, type PlannedSaving, type SavingPlanner } from './planned-saving.ts';
import { planQuantizedForms } from './quantized-forms.ts';

export interface AnswerOptions extends ModelLookup, SessionOptions {
  /** Where the model lies. */
  readonly model: string;
  /** How commands name it. */
  readonly reference: string;
  readonly question: AnswerQuestion;
  readonly effort: Effort;
  /** Texts that choose what is removed; the first whose language the model knows is read. */
  readonly choosing: readonly AnswerText[];
  /** A folder for forms of the model that have to be written to be measured. */
  readonly scratch: string;
  /** Texts that may judge. */
  readonly judging: readonly AnswerText[];
  /** Benchmarks that may show a loss; the first documents of each are read. */
  readonly benchmarks: readonly Task[];
  /** What an earlier run had measured; it is not measured again. */
  readonly checkpoint: Checkpoint;
}

/** What was measured of a model for an answer. */
export interface MeasuredAnswer extends AnswerFacts {
  /** The model as it is: nothing saved. */
  readonly whole: Saved;
  readonly format: OpenedModel['source']['format'];
  /** The text that chose the removals and solved their repairs; null if it is not known. */
  readonly chooser: AnswerText | null;
  /** Of the model file. */
  readonly bytes: number;
  /** Sources whose language the model knows. */
  readonly sources: readonly string[];
  /** The machine and the runtime of measured speeds; null if none was measured. */
  readonly machine: string | null;
}

/**
 * Measures which units of a model may go: on texts every planned change, on benchmarks and for speed the one that an answer names.
 *
 * @throws AppError as openModel does; TOKENIZER_MISSING; BAD_USER_INPUT if the model knows the language of no text
 */
export async function* answerFromModel(options: AnswerOptions): AsyncGenerator<Progress, MeasuredAnswer> {
  yield { phase: 'prepare', done: 0, total: 1, note: 'reading the model' };
  const opened = openModel(options.model, options);
  const planner = createSavingPlanner(opened);
  const { candidates: onTexts, ...read } = yield* measureChanges(opened, planner, options);
  const { candidates, asked } = yield* askBenchmarks(opened, onTexts, options);
  const named = EFFORTS[options.effort].speed ? findNamed(candidates, options.question) : null;
  const speed = named === null ? null : yield* measureAnswerSpeed(named, options);
  return {
    candidates: candidates.map((one) => (one === named && speed !== null ? { ...one, saved: { ...one.saved, speed: speed.speed } } : one)),
    benchmarksLeftOut: options.benchmarks.map(({ name }) => name).filter((name) => !asked.includes(name)),
    ...read,
    ...describeWhole(opened, planner),
    machine: speed?.machine ?? null,
  };
}

/** The model as it is. */
export function describeWhole(
  opened: OpenedModel,
  planner = createSavingPlanner(opened),
): Pick<MeasuredAnswer, 'whole' | 'format' | 'bytes'> {
  return { whole: planner.plan(NOTHING_REMOVED), format: opened.source.format, bytes: planner.bytesBefore };
}

/**
 * Measures changes on texts. The text that chooses gives the divergence of every unit alone; removals of the cheapest units, their repairs and the quantized
 * forms are then measured on the judging texts.
 */
async function* measureChanges(
  opened: OpenedModel,
  planner: SavingPlanner,
  options: AnswerOptions,
): AsyncGenerator<Progress, Pick<MeasuredAnswer, 'chooser' | 'sources'> & { readonly candidates: readonly FormedCandidate[] }> {
  const { checkpoint, question } = options;
  const effort = EFFORTS[options.effort];
  const tokenizer = loadTokenizer(opened.source);
  const encode = (texts: readonly AnswerText[]) => texts.map((text) => encodeText(text, tokenizer, effort.documents));
  const resident = await createResidentModel(opened, { ...options, mostLikely: true, divergence: true, sublayers: true });
  try {
    const readable = yield* keepKnown(encode(options.judging), { resident, checkpoint }, Number.POSITIVE_INFINITY);
    const [choosing] = yield* keepKnown(encode(options.choosing), { resident, checkpoint }, 1);
    const chooser = options.choosing.find(({ text }) => text === choosing?.text);
    if (readable.length === 0 || choosing === undefined || chooser === undefined)
      throw new AppError('BAD_USER_INPUT', 'the model knows the language of none of the bundled texts, so nothing can judge what it loses');
    const units = yield* measureUnits(opened, choosing, { resident, checkpoint, tokens: effort.tokens });
    const knowsOneSource = new Set(readable.map(({ source }) => source)).size === 1;
    const judges = (text: SourcedText): boolean => judgesChange(text, { read: [chooser], knowsOneSource });
    // A text of the source that chose says nothing about the loss.
    const judging = readable.filter(judges);
    const planned = planCandidates(units, { limit: question.limit, count: Number.POSITIVE_INFINITY });
    const removals: PlannedSaving[] = [];
    for (const { removal } of planned) {
      if (removals.length === effort.candidates) break;
      const one = { removal, saved: planner.plan(removal) };
      // Removals that save nothing in this format take no place of others. What is not known (null) is measured alone.
      if ((savedOf(one.saved, question.save) ?? 1) > 0) removals.push(one);
    }
    const quantized = planQuantizedForms(opened, {
      lookup: options,
      model: options.model,
      whole: planner.plan(NOTHING_REMOVED),
      scratch: options.scratch,
    });
    const rules = { resident, checkpoint, limit: question.limit, family: 2 * removals.length + quantized.length };
    const losses = yield* measureTexts(
      removals.map(({ removal }) => removal),
      judging,
      { ...rules, name: null, changed: resident, judges },
    );
    const plain = removals.map(({ removal, saved }, place): FormedCandidate => {
      const change = changeOf(removal);
      const command = writeChangeCommand(options.reference, change, { copyWeights: opened.source.format === 'onnx' });
      const form = { removal, name: `the model without ${describeRemoval(removal)}`, open: null };
      return { ...getAt(losses, place), key: null, change, tasks: [], saved, command, excluded: null, form };
    });
    const others = yield* measureOtherForms(opened, { removals, quantized }, { ...rules, options, readable, judging, judges, chooser });
    return { candidates: [...others, ...plain], chooser, sources: [...new Set(judging.map(({ source }) => source))] };
  } finally {
    await resident.release();
  }
}

/** Losses of benchmarks that can show one: of the named change until one stands, at more effort of every change that may be safe. */
async function* askBenchmarks(
  opened: OpenedModel,
  candidates: readonly FormedCandidate[],
  { effort, question, ...options }: AnswerOptions,
): AsyncGenerator<Progress, { readonly candidates: readonly FormedCandidate[]; readonly asked: readonly string[] }> {
  const { benchmarks, asksAll } = EFFORTS[effort];
  const offered = benchmarks.count === 0 ? [] : options.benchmarks;
  const first = offered.map((task) => takeDocuments(task, [...task.documents.keys()].slice(0, benchmarks.documents)));
  const asked = yield* chooseBenchmarks(opened, first, { ...options, count: benchmarks.count });
  let found = candidates;
  const measured = new Set<FormedCandidate['form']>();
  const findNext = (): FormedCandidate | undefined => {
    const open = found.filter(({ form, excluded, texts }) => excluded === null && texts.length > 0 && !measured.has(form));
    const mayBeSafe = open.find(({ texts }) => !texts.some((text) => text.judges && testAbove(text, question.limit) < COSTLY));
    return asksAll ? mayBeSafe : open.find((one) => one === findNamed(found, question));
  };
  for (let next = findNext(); next !== undefined && asked.tasks.length > 0; next = findNext()) {
    const { form } = next;
    measured.add(form);
    const tasks = yield* measureTaskLosses(opened, form, { ...options, ...asked });
    found = found.map((one) => (one.form === form ? { ...one, tasks } : one));
  }
  return { candidates: found, asked: asked.tasks.map(({ name }) => name) };
}

/** Level at which a text shows that a change is too costly. */
const COSTLY = 0.05;
