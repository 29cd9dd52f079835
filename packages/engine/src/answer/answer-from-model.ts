import {
  type AnswerCandidate,
  type AnswerFacts,
  type AnswerQuestion,
  judgesChange,
  type MeasuredText,
  measureTextLoss,
  type Saved,
  type SourcedText,
  savedOf,
  testAbove,
  testWithin,
} from '@lamina/benchmarks';
import { AppError, getAt } from '@lamina/errors';
import {
  describeRemoval,
  keyOfRemoval,
  NOTHING_REMOVED,
  type Removal,
  removalOf,
  removesBlocksOnly,
  type Unit,
  writePruneCommand,
  writeQuantizeCommand,
} from '@lamina/plans';
import { removeUnits } from '@lamina/surgery';
import { compareWindows, type WindowSums } from '../evaluate/compare-windows.ts';
import { countParameters } from '../model/facts/count-parameters.ts';
import { type ModelLookup, type OpenedModel, openModel } from '../model/open/open-model.ts';
import { loadTokenizer } from '../model/tokenizer/tokenizer.ts';
import type { Checkpoint } from '../progress/checkpoint.ts';
import { finish } from '../progress/finish.ts';
import type { Progress } from '../progress/progress.ts';
import type { CalibrationCut, RepairRequest } from '../repair/repair-record.ts';
import { createResidentModel } from '../resident/create-resident-model.ts';
import { nameRepair, type RepairedRemoval, type ResidentModel } from '../resident/resident-model.ts';
import { measureDivergence } from '../score/measure-divergence.ts';
import { measureLosses as measureLossesOf } from '../score/measure-losses.ts';
import type { SessionOptions } from '../session/session.ts';
import { quantizeModel } from '../write/quantize/quantize-model.ts';
import { type AnswerText, cutFirst, type EncodedText, encodeText, isKnown } from './answer-text.ts';
import { EFFORTS, type Effort } from './effort.ts';
import { type MeasuredUnit, planCandidates } from './plan-candidates.ts';
import { createSavingPlanner } from './planned-saving.ts';
import { planQuantizedForms, type QuantizedForm } from './quantized-forms.ts';
import { ANSWER_REPAIR, describeRepair, repairForm } from './repaired-forms.ts';

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
  /** What an earlier run had measured; it is not measured again. */
  readonly checkpoint: Checkpoint;
}

/** What was measured of a model for an answer. */
export interface MeasuredAnswer extends AnswerFacts {
  /** The model as it is: nothing saved. */
  readonly whole: Saved;
  readonly format: OpenedModel['source']['format'];
  /** How repairs were solved. */
  readonly repair: RepairRequest & CalibrationCut;
  /** Of the model file. */
  readonly bytes: number;
  /** Sources whose language the model knows. */
  readonly sources: readonly string[];
}

/**
 * Measures which units of a model may go. The text that chooses gives the divergence of every unit alone; removals of the cheapest units are then measured on the
 * judging texts, all together, some documents at a time. A removal that is clearly too costly is dropped, and measuring ends early when every other one is
 * clearly safe: interim looks use a level of 0.001, so that the last look keeps its own.
 * Source of the interim level: Haybittle 1971; Peto et al. 1976, "Design and analysis of randomized clinical trials", British Journal of Cancer 34.
 *
 * @throws AppError as openModel does; TOKENIZER_MISSING; BAD_USER_INPUT if the model knows the language of no text
 */
export async function* answerFromModel(options: AnswerOptions): AsyncGenerator<Progress, MeasuredAnswer> {
  yield { phase: 'prepare', done: 0, total: 1, note: 'reading the model' };
  const opened = openModel(options.model, options);
  const tokenizer = loadTokenizer(opened.source);
  const effort = EFFORTS[options.effort];
  const encode = (texts: readonly AnswerText[]) => texts.map((text) => encodeText(text, tokenizer, effort.documents));
  const planner = createSavingPlanner(opened);
  const resident = await createResidentModel(opened, { ...options, mostLikely: true, divergence: true, halves: true });
  const measure: Measuring = { resident, checkpoint: options.checkpoint };
  try {
    const known = yield* keepKnown(encode(options.judging), measure, Number.POSITIVE_INFINITY);
    const [chooser] = yield* keepKnown(encode(options.choosing), measure, 1);
    if (known.length === 0 || chooser === undefined)
      throw new AppError('BAD_USER_INPUT', 'the model knows the language of none of the bundled texts, so nothing can judge what it loses');
    const units = yield* measureUnits(opened, chooser, { ...measure, tokens: effort.tokens });
    const read = options.choosing.filter(({ text }) => text === chooser.text);
    const knowsOneSource = new Set(known.map(({ source }) => source)).size === 1;
    const judges = (text: SourcedText): boolean => judgesChange(text, { read, knowsOneSource });
    // A text of the source that chose says nothing about the loss.
    const judging = known.filter(judges);
    const planned = planCandidates(units, { limit: options.question.limit, count: Number.POSITIVE_INFINITY });
    const saving: PlannedSaving[] = [];
    const asked: PlannedSaving[] = [];
    for (const { removal } of planned) {
      // Removals that save nothing in this format take no place of others.
      if (asked.length === effort.candidates) break;
      const one = { removal, saved: planner.plan(removal) };
      saving.push(one);
      if ((savedOf(one.saved, options.question.save) ?? 1) > 0) asked.push(one); // null = known after measuring alone
    }
    const whole = planner.plan(NOTHING_REMOVED);
    const forms = planQuantizedForms(opened, { lookup: options, model: options.model, whole, scratch: options.scratch });
    // Without a measured speed, removals are judged by their parameters; these forms save none.
    const saves = ({ excluded, saved }: QuantizedForm): boolean => excluded === null && (savedOf(saved, options.question.save) ?? 0) > 0;
    const repaired = asked.filter(({ removal }) => removesBlocksOnly(removal));
    const rules = { ...measure, limit: options.question.limit, family: asked.length + forms.filter(saves).length + repaired.length };
    const losses = yield* measureLosses(
      asked.map(({ removal }) => removal),
      judging,
      { ...rules, name: null, changed: resident, judges },
    );
    const others: AnswerCandidate[] = [];
    for (const form of forms) others.push(yield* answerQuantized(form, known, { ...rules, options, isAsked: saves(form) }));
    for (const one of repaired)
      others.push(yield* answerRepaired(opened, one, { ...rules, options, judges, texts: judging, chooser: getAt(read, 0) }));
    const candidates = saving.map(({ removal, saved }) =>
      describeCandidate({
        ...{ removal, saved, texts: losses.get(keyOfRemoval(removal)) ?? NOT_MEASURED },
        command: writePruneCommand(options.reference, removal, { repair: null, copyWeights: opened.source.format === 'onnx' }),
      }),
    );
    return {
      candidates: [...others, ...candidates],
      benchmarksLeftOut: [],
      repair: describeRepair(getAt(read, 0)),
      whole,
      format: opened.source.format,
      bytes: planner.bytesBefore,
      sources: [...new Set(judging.map(({ source }) => source))],
    };
  } finally {
    await resident.release();
  }
}

interface PlannedSaving {
  readonly removal: Removal;
  readonly saved: Saved;
}

interface Measuring {
  readonly resident: ResidentModel;
  readonly checkpoint: Checkpoint;
}

/** What was measured of a removal on the judging texts. */
interface RemovalLosses {
  readonly texts: readonly MeasuredText[];
  readonly changedWords: number | null;
}
const NOT_MEASURED: RemovalLosses = { texts: [], changedWords: null };

/** The texts whose language the model knows: it reads some of their documents as they are. Stops after so many. */
async function* keepKnown(
  texts: readonly EncodedText[],
  { resident, checkpoint }: Measuring,
  count: number,
): AsyncGenerator<Progress, readonly EncodedText[]> {
  const known: EncodedText[] = [];
  for (const text of texts) {
    if (known.length === count) break;
    const few = { ...text, windows: text.windows.slice(0, FEW_DOCUMENTS) };
    const work = measureLossesOf(resident, { windows: few.windows, batch: BATCH, checkpoint }, [NOTHING_REMOVED]);
    for (let step = await work.next(); ; step = await work.next()) {
      if (step.done) {
        if (isKnown(few, getAt(step.value, 0))) known.push(text);
        break;
      }
      const { count: done, checkpoint: part = {} } = step.value;
      yield { phase: 'measure', done, total: few.windows.length, note: `reading ${text.text}`, checkpoint: part };
    }
  }
  return known;
}

/** Documents that show whether a model knows a language. */
const FEW_DOCUMENTS = 6;
/** Tokens of a window of the text that chooses. */
const WINDOW = 64;

/**
 * The divergence of every unit that can go alone. That of a block is the sum of its attention's and its MLP's; only a block that cannot be divided is measured.
 */
async function* measureUnits(
  opened: OpenedModel,
  chooser: EncodedText,
  { resident, checkpoint, tokens }: Measuring & { readonly tokens: number },
): AsyncGenerator<Progress, readonly MeasuredUnit[]> {
  const { structure } = opened;
  const whole = countParameters(structure.model.graph);
  const canGo = (unit: Unit): boolean => resident.findObstacle(removalOf([unit])) === null;
  const blocks = structure.blocks.map((_, block): Unit => ({ kind: 'block', block })).filter(canGo);
  const sublayers = structure.blocks
    .flatMap((_, block): readonly Unit[] => [
      { kind: 'attention', block },
      { kind: 'mlp', block },
    ])
    .filter(canGo);
  const halvesOf = (block: number) => sublayers.filter((unit) => unit.block === block);
  const alone = [...sublayers, ...blocks.filter(({ block }) => halvesOf(block).length < 2)];
  const windows = cutFirst(chooser, { tokens, window: WINDOW });
  const removals = alone.map((unit) => removalOf([unit]));
  const positions = windows.reduce((sum, { ids }) => sum + ids.length, 0);
  const work = measureDivergence(resident, { windows, batch: BATCH, checkpoint }, removals);
  const total = windows.length * alone.length;
  let done = 0;
  for (let step = await work.next(); ; step = await work.next()) {
    if (step.done) {
      const sums = step.value.map((each) => each.reduce((sum, nats) => sum + nats, 0) / positions);
      const divergences = new Map(alone.map((unit, place) => [keyOfRemoval(removalOf([unit])), getAt(sums, place)]));
      const find = (unit: Unit): number | undefined => divergences.get(keyOfRemoval(removalOf([unit])));
      const sumOfHalves = (block: number): number => halvesOf(block).reduce((sum, unit) => sum + (find(unit) ?? Number.NaN), 0);
      return [...blocks, ...sublayers].map((unit) => ({
        unit,
        divergence: find(unit) ?? sumOfHalves(unit.block),
        parameters: whole - countParameters(removeUnits(structure, removalOf([unit])).model.graph),
      }));
    }
    done += step.value.count;
    yield { phase: 'measure', done, total, note: 'each attention and MLP alone', checkpoint: step.value.checkpoint ?? {} };
  }
}

/** Documents of one step. */
const STEP = 24;
const BATCH = 8;
/** Level of interim looks. */
const INTERIM = 0.001;

interface LossRules extends Measuring {
  /** What units are removed from: the model itself, or another form of it. */
  readonly changed: Pick<ResidentModel, 'run'>;
  /** What is measured, in words; null = removals. */
  readonly name: string | null;
  /** Number of changes that are judged together. */
  readonly family: number;
  readonly limit: number;
  readonly judges: (text: SourcedText) => boolean;
}

/** A form of the model that is a model of its own. */
interface LoadedForm {
  /** What is removed from it, by a name of its own. */
  readonly removal: RepairedRemoval;
  /** In words. */
  readonly name: string;
  readonly open: () => Promise<OpenedModel>;
}

/** The losses of another form of the model. It is opened and loaded where something is not known from an earlier run. */
async function* measureForm(
  { removal, name, open }: LoadedForm,
  texts: readonly EncodedText[],
  { options, ...rules }: Omit<LossRules, 'name' | 'changed'> & { readonly options: AnswerOptions },
): AsyncGenerator<Progress, RemovalLosses> {
  const loaded: Promise<ResidentModel>[] = []; // Empty until a run asks for it.
  const load = async () => await createResidentModel(await open(), { ...options, mostLikely: true, divergence: true, halves: true });
  const changed: LossRules['changed'] = {
    async *run(...question) {
      if (loaded.length === 0) loaded.push(load());
      yield* (await getAt(loaded, 0)).run(...question);
    },
  };
  try {
    const losses = yield* measureLosses([removal], texts, { ...rules, name, changed });
    return losses.get(keyOfRemoval(removal)) ?? NOT_MEASURED;
  } finally {
    for (const model of loaded) await (await model).release();
  }
}

/** A quantized form on all texts: none of them chose it. */
async function* answerQuantized(
  form: QuantizedForm,
  texts: readonly EncodedText[],
  { isAsked, ...rules }: Omit<LossRules, 'name' | 'changed' | 'judges'> & { readonly options: AnswerOptions; readonly isAsked: boolean },
): AsyncGenerator<Progress, AnswerCandidate> {
  const { precision, saved, excluded, write } = form;
  const open = async (): Promise<OpenedModel> => {
    await finish(quantizeModel(write));
    return openModel(write.out, rules.options);
  };
  const loaded = { removal: nameRepair(NOTHING_REMOVED, precision), name: `${precision} weights`, open };
  const losses = isAsked ? yield* measureForm(loaded, texts, { ...rules, judges: () => true }) : NOT_MEASURED;
  const command = writeQuantizeCommand(rules.options.reference, precision);
  return { ...losses, key: null, removal: NOTHING_REMOVED, repair: null, precision, tasks: [], saved, command, excluded };
}

/** A removal of blocks, repaired on the text that chose it: the same texts judge it. */
async function* answerRepaired(
  opened: OpenedModel,
  { removal, saved }: { readonly removal: Removal; readonly saved: Saved },
  {
    texts,
    chooser,
    ...rules
  }: Omit<LossRules, 'name' | 'changed'> & {
    readonly options: AnswerOptions;
    readonly texts: readonly EncodedText[];
    readonly chooser: AnswerText;
  },
): AsyncGenerator<Progress, AnswerCandidate> {
  const { options, checkpoint } = rules;
  const form = yield* repairForm(opened, { removal, saved }, { chooser, checkpoint, session: options });
  const { kind, ...solving } = ANSWER_REPAIR;
  const named = { removal: nameRepair(removal, form.key), name: `${describeRemoval(removal)}, repaired,`, open: form.open };
  const losses = form.excluded === null ? yield* measureForm(named, texts, rules) : NOT_MEASURED;
  const repair = { kind, ...solving, calibration: chooser.text, format: null };
  const command = writePruneCommand(options.reference, removal, { repair, copyWeights: opened.source.format === 'onnx' });
  return { ...losses, key: null, removal, repair: kind, precision: null, tasks: [], saved: form.saved, command, excluded: form.excluded };
}

/** The losses of removals on all judging texts, by key, some documents at a time; what is clearly too costly is not measured further. */
async function* measureLosses(
  removals: readonly Removal[],
  texts: readonly EncodedText[],
  { limit, judges, family, name, ...measure }: LossRules,
): AsyncGenerator<Progress, ReadonlyMap<string, RemovalLosses>> {
  const found = new Map<string, Map<string, WindowSums[]>>(removals.map((removal) => [keyOfRemoval(removal), new Map()]));
  const longest = Math.max(...texts.map(({ windows }) => windows.length));
  let open = removals;
  for (let first = 0; first < longest && open.length > 0; first += STEP) {
    for (const text of texts) {
      const windows = text.windows.slice(first, first + STEP);
      if (windows.length === 0) continue;
      const note = `${name ?? `${open.length} changes`} on ${text.text}, documents ${first + 1} to ${first + windows.length} of ${text.windows.length}`;
      const sums = yield* compare(open, { ...text, windows }, { ...measure, note });
      for (const [place, removal] of open.entries()) {
        const own = found.get(keyOfRemoval(removal));
        own?.set(text.text, [...(own.get(text.text) ?? []), ...getAt(sums, place)]); // The first documents have none before them.
      }
    }
    const lossesOf = (removal: Removal) => describeLosses(found.get(keyOfRemoval(removal)), texts, judges);
    const judging = (removal: Removal) => lossesOf(removal).texts.filter((text) => text.judges);
    open = open.filter((removal) => !judging(removal).some((loss) => testAbove(loss, limit) < INTERIM));
    if (open.every((removal) => judging(removal).every((loss) => testWithin(loss, limit) * family < INTERIM))) break;
  }
  return new Map(removals.map((removal) => [keyOfRemoval(removal), describeLosses(found.get(keyOfRemoval(removal)), texts, judges)]));
}

function describeLosses(
  found: ReadonlyMap<string, readonly WindowSums[]> | undefined,
  texts: readonly EncodedText[],
  judges: (text: SourcedText) => boolean,
): RemovalLosses {
  const measured = texts.flatMap(({ text, source }) => {
    const sums = found?.get(text);
    if (sums === undefined) return [];
    const loss = measureTextLoss(sums.map(({ dense, changed, targets }) => ({ dense, changed, tokens: targets })));
    const positions = sums.reduce((total, each) => total + each.positions, 0);
    const agreeing = sums.reduce((total, each) => total + each.agreeing, 0);
    return [{ text: { text, source, judges: judges({ text, source }), ...loss }, changed: 1 - agreeing / positions }];
  });
  return {
    texts: measured.map(({ text }) => text),
    changedWords: measured.length === 0 ? null : Math.max(...measured.map(({ changed }) => changed)),
  };
}

/** Compares the model without units with the whole one on a text, and reports progress. By removal, then window. */
async function* compare(
  removals: readonly Removal[],
  { windows }: EncodedText,
  { resident, changed, checkpoint, note }: Pick<LossRules, 'resident' | 'changed' | 'checkpoint'> & { readonly note: string },
): AsyncGenerator<Progress, readonly (readonly WindowSums[])[]> {
  const work = compareWindows({ whole: resident, changed, removals, windows, batch: BATCH, checkpoint });
  const total = removals.length * windows.length;
  let done = 0;
  for (let step = await work.next(); ; step = await work.next()) {
    if (step.done) return step.value;
    done += step.value.count;
    yield { phase: 'measure', done, total, note, checkpoint: step.value.checkpoint ?? {} };
  }
}

function describeCandidate({
  removal,
  saved,
  texts: { texts, changedWords },
  command,
}: {
  readonly removal: Removal;
  readonly saved: Saved;
  readonly texts: RemovalLosses;
  readonly command: string;
}): AnswerCandidate {
  return { key: null, removal, repair: null, precision: null, texts, tasks: [], changedWords, saved, command, excluded: null };
}
