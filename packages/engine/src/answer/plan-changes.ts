import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type AnswerCandidate, type AnswerQuestion, type EffortSettings, type Saved, type SourcedText, savedOf } from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';
import { type Checkpoint, finish, keyOf, type ModelLookup, type OpenedModel, openModel, PLAN_FILE, type Progress } from '@lamina/models';
import {
  type Change,
  changeOf,
  describeRemoval,
  isRemoved,
  keyOfChange,
  keyOfRemoval,
  NOTHING_REMOVED,
  type Removal,
  removalOf,
  UNCHANGED,
  WEIGHT_PRECISIONS,
  writeChangeCommand,
} from '@lamina/plans';
import type { ChangedForm, EvaluatedChange } from '../evaluate/evaluate-changes.ts';
import type { SessionOptions } from '../session/session.ts';
import { describeWrite } from '../write/plan-write.ts';
import { findStaying, requestType } from '../write/prune/plan-gguf.ts';
import { pruneModel } from '../write/prune/prune-model.ts';
import { prepareQuantization, type QuantizeOptions, quantizeModel } from '../write/quantize/quantize-model.ts';
import { type PlannedSaving, planType, refusalOf, type SavingPlanner } from './planned-saving.ts';
import { type CalibrationText, chooseRepair, REPAIR_SETTINGS, repairForm } from './repaired-forms.ts';
import type { ScreenedUnit, Screening } from './screen-units.ts';

/** A removal that is worth measuring. */
interface PlannedRemoval {
  readonly removal: Removal;
  /** Sum of the losses of its units: its own loss if they did not interact. */
  readonly predicted: number;
}

/** Numbers of units of one kind, or of several kinds together, that are tried. */
const COUNTS = [1, 2, 3, 5, 8, 12];
/** Units of each kind that are tried alone: the text that chooses does not order them exactly as others do. */
const ALONE = 3;
/** A removal whose units lose this many times the limit is not tried, except for the least of each kind: units often interact. */
const HOPELESS = 3;

/** Units of each kind, and units of both kinds of sublayers by their loss for the parameters that they save: the cheapest first. */
function orderUnits(units: readonly ScreenedUnit[]): readonly (readonly ScreenedUnit[])[] {
  const ofKinds = [...Map.groupBy(units, ({ unit }) => unit.kind).values()].map((ofKind) => ofKind.toSorted((a, b) => a.loss - b.loss));
  const sublayers = units.filter(({ unit }) => unit.kind !== 'block');
  return [...ofKinds, sublayers.toSorted((a, b) => a.loss / a.parameters - b.loss / b.parameters)];
}

/**
 * Removals that may stay within a limit, the cheapest first: of each kind of unit those of least loss, together and some alone, and of all kinds those with
 * the least loss for the parameters they save.
 * @param limit the largest accepted loss as a share
 */
export function planCandidates(units: readonly ScreenedUnit[], limit: number): readonly PlannedRemoval[] {
  const orders = orderUnits(units);
  const isHopeless = (taken: readonly ScreenedUnit[]): boolean => predict(taken) > HOPELESS * Math.log1p(limit);
  const together = orders.flatMap((order) =>
    // Half of the units of a model is never removed at this loss.
    COUNTS.filter((count) => count <= order.length / 2).map((count) => order.slice(0, count)),
  );
  const alone = orders.slice(0, -1).flatMap((order) => order.slice(1, ALONE).map((unit) => [unit]));
  return describe([
    ...together.filter((taken) => taken.length === 1 || !isHopeless(taken)),
    ...alone.filter((taken) => !isHopeless(taken)),
  ]);
}

/** Removals that fit a size, the cheapest first: in each order the fewest units that do, and one more. @param fits whether a removal does */
export function planFitting(units: readonly ScreenedUnit[], fits: (removal: Removal) => boolean): readonly PlannedRemoval[] {
  return describe(
    orderUnits(units).flatMap((order) => {
      const counts = Array.from(order.keys());
      const fewest = counts.find((count) => count > 0 && fits(removalOf(order.slice(0, count).map(({ unit }) => unit))));
      return fewest === undefined ? [] : [fewest, fewest + 1].filter((count) => count < order.length).map((count) => order.slice(0, count));
    }),
  );
}

function predict(taken: readonly ScreenedUnit[]): number {
  return taken.reduce((sum, { loss }) => sum + loss, 0);
}

function describe(sets: readonly (readonly ScreenedUnit[])[]): readonly PlannedRemoval[] {
  const planned = sets.map((taken) => ({ removal: removalOf(taken.map(({ unit }) => unit)), predicted: predict(taken) }));
  const different = new Map(planned.map((one) => [keyOfRemoval(one.removal), one]));
  return [...different.values()].sort((a, b) => a.predicted - b.predicted);
}

/** A change that may be measured for an answer. */
export interface PlannedChange extends AnswerCandidate {
  /** As evaluateModel takes it. */
  readonly evaluated: EvaluatedChange;
  /** Texts that chose or repaired it. */
  readonly read: readonly SourcedText[];
}

/** The facts on which plans of changes depend. */
export interface PlanningContext {
  /** Where the bundled texts lie that choose tokens. */
  readonly lookup: ModelLookup;
  readonly opened: OpenedModel;
  readonly planner: SavingPlanner;
  readonly question: AnswerQuestion;
  readonly effort: EffortSettings;
  /** How commands name the model. */
  readonly reference: string;
}

/** The fields of a planned candidate that measuring fills. */
export const NOT_MEASURED = { key: null, texts: [], tasks: [], caveat: null } as const;

/**
 * Removals that are worth measuring, the cheapest first, and those that the model or its format cannot express: of the attentions and of the MLPs that would
 * stay in the file, the cheapest one.
 * @param chooser the text on which units were screened
 */
export function planRemovals(
  { units, obstacles }: Screening,
  chooser: SourcedText,
  { opened, planner, question, effort, reference }: PlanningContext,
): readonly PlannedChange[] {
  const whole = planner.plan(NOTHING_REMOVED);
  const plan = (removal: Removal, refusal: AppError | null = null): PlannedChange => {
    const change = changeOf(removal);
    const command = writeChangeCommand(reference, change, { copyWeights: opened.source.format === 'onnx' });
    const planned = { ...NOT_MEASURED, change, command, evaluated: change, read: [chooser] };
    if (refusal !== null) return { ...planned, saved: whole, excluded: refusal.message };
    const saved = refusalOf(() => planner.plan(removal));
    return saved instanceof AppError ? { ...planned, saved: whole, excluded: saved.message } : { ...planned, saved, excluded: null };
  };
  const { fit, limit, save } = question;
  const fits = (removal: Removal): boolean => (plan(removal).saved.bytesAfter ?? Number.POSITIVE_INFINITY) <= (fit ?? 0); // Asked only with a size.
  const candidates = (fit === null ? planCandidates(units, limit) : planFitting(units, fits)).map(({ removal }) => plan(removal));
  // Removals that save nothing in this format take no place of others. What is not known (null) is measured alone.
  const isUseful = ({ excluded, saved }: PlannedChange): boolean => excluded === null && (savedOf(saved, save) ?? 1) > 0;
  const useful = candidates.filter(isUseful);
  const sublayers = units.filter(({ unit }) => unit.kind !== 'block');
  // Not as one removal, which would take both sublayers of a block for the block.
  const listed = sublayers.map(({ unit }) => unit);
  const { units: staying, why } = findStaying(opened, listed, opened.source.format);
  const unsaved = orderUnits(sublayers.filter(({ unit }) => isRemoved(staying, unit)))
    .slice(0, -1)
    .flatMap((ofKind) => ofKind.slice(0, 1).map(({ unit }) => plan(removalOf([unit]))))
    .filter((one) => one.excluded === null && !isUseful(one));
  return [
    ...useful.slice(0, effort.candidates),
    ...candidates.filter(({ excluded }) => excluded !== null),
    ...unsaved.map((one) => ({ ...one, excluded: `saves nothing: ${why}` })),
    ...obstacles.map(({ unit, error }) => plan(removalOf([unit]), error)),
  ];
}

/** Where a written form of a model lies. */
export interface WrittenPlace {
  readonly lookup: ModelLookup;
  readonly model: string;
  readonly scratch: string;
}

/** The model in fewer bits: number formats of an ONNX file, or types of a GGUF file. No text chose them. Those that save nothing asked are not measured. */
export function planQuantized(context: PlanningContext, place: WrittenPlace): readonly PlannedChange[] {
  const { opened, planner } = context;
  const whole = planner.plan(NOTHING_REMOVED);
  const forms = opened.source.format === 'onnx' ? planPrecisions(whole, place) : planTypes(whole, context, place);
  return forms.map((form) => planForm(form, context, []));
}

/** A mixture of types of a GGUF file. @param chooser the text on which its units were measured */
export function planMixture(precision: string, chooser: SourcedText, context: PlanningContext, place: WrittenPlace): PlannedChange {
  return planForm({ precision, form: createScratchForm({ ...UNCHANGED, precision }, place), ...planType(precision, context) }, context, [
    chooser,
  ]);
}

function planForm(
  { precision, saved, caveat, excluded, form }: QuantizedForm,
  { question, reference }: PlanningContext,
  read: readonly SourcedText[],
): PlannedChange {
  const change = { ...UNCHANGED, precision };
  const command = writeChangeCommand(reference, change, { copyWeights: true });
  // A saving that is not known counts as nothing.
  const savesNothing = excluded === null && (savedOf(saved, question.save) ?? 0) <= 0;
  const planned = { ...NOT_MEASURED, change, saved, command, evaluated: { ...change, form }, read, caveat };
  return { ...planned, excluded: savesNothing ? 'saves nothing' : excluded };
}

/** A model in fewer bits. */
export interface PlannedForm extends PlannedChange {
  readonly change: PlannedChange['change'] & { readonly precision: string };
  readonly evaluated: EvaluatedChange & { readonly form: ChangedForm };
}

/** Whether a change is the model in fewer bits. */
export function isForm(planned: PlannedChange): planned is PlannedForm {
  return planned.change.precision !== null && planned.evaluated.form !== undefined;
}

/** A form in fewer bits together with a removal of units. */
export function combineTypes(form: PlannedForm, removal: PlannedChange, { planner, reference }: PlanningContext): PlannedChange {
  const { precision } = form.change;
  const { remove } = removal.change;
  const change = { ...UNCHANGED, remove, precision };
  return {
    ...form,
    ...NOT_MEASURED,
    caveat: form.caveat,
    change,
    read: [...form.read, ...removal.read],
    saved: planner.plan(remove, { types: requestType(precision) }),
    command: writeChangeCommand(reference, change, { copyWeights: false }),
    evaluated: { ...change, form: form.evaluated.form },
  };
}

/** Some removals with repairs that are solved on a text. */
export async function* planRepaired(
  removals: readonly PlannedChange[],
  {
    calibration,
    checkpoint,
    session,
    opened,
    reference,
  }: PlanningContext & {
    readonly calibration: CalibrationText;
    readonly checkpoint: Checkpoint;
    readonly session: SessionOptions;
  },
): AsyncGenerator<Progress, readonly PlannedChange[]> {
  const planned: PlannedChange[] = [];
  for (const { change, saved: plain, read } of removals) {
    const removal = change.remove;
    const { key, saved, excluded, open } = yield* repairForm(opened, { removal, saved: plain }, { calibration, checkpoint, session });
    const kind = chooseRepair(removal);
    const repaired = changeOf(removal, { kind, ...REPAIR_SETTINGS, calibration: calibration.text });
    const command = writeChangeCommand(reference, repaired, { copyWeights: opened.source.format === 'onnx' });
    const evaluated = { ...changeOf(removal), form: { key, open } };
    planned.push({ ...NOT_MEASURED, change: changeOf(removal, kind), saved, command, evaluated, read: [...read, calibration], excluded });
  }
  return planned;
}

/** The change in words, as in a line of progress. */
export function describePlanned(changes: readonly PlannedChange[]): string {
  const [first] = changes;
  if (first === undefined || changes.length > 1) return `${changes.length} changes`;
  return first.change.precision === null
    ? `the model without ${describeRemoval(first.change.remove)}`
    : `${first.change.precision} weights`;
}

/** The model with other weights. */
interface QuantizedForm extends PlannedSaving {
  readonly precision: string;
  readonly form: ChangedForm;
}

/** Every number format of an ONNX file that Lamina knows. */
function planPrecisions(whole: Saved, { lookup, model, scratch }: WrittenPlace): readonly QuantizedForm[] {
  return WEIGHT_PRECISIONS.map((precision) => {
    const write: QuantizeOptions = { ...lookup, model, change: { ...UNCHANGED, precision }, out: join(scratch, precision) };
    const open = async (): Promise<OpenedModel> => {
      await finish(quantizeModel(write));
      return openModel(write.out, lookup);
    };
    const bytesAfter = refusalOf(() => describeWrite(prepareQuantization(write).write).bytesAfter);
    const isRefused = bytesAfter instanceof AppError;
    const saved = { ...whole, bytesAfter: isRefused ? null : bytesAfter };
    return { precision, form: { key: precision, open }, saved, caveat: null, excluded: isRefused ? bytesAfter.message : null };
  });
}

const TOO_SLOW = 'encoding a model of this size takes many minutes a type; --effort thorough tries it';
/** Types whose encoders search for scales: a model with more parameters takes many minutes for each. */
const SLOW_TYPE = /_K$/;
const MANY_PARAMETERS = 3e8;

/** The types of GGUF files that a user of llama.cpp would write. */
function planTypes(whole: Saved, context: PlanningContext, place: WrittenPlace): readonly QuantizedForm[] {
  const { effort } = context;
  return effort.types.map((precision) => {
    const planned = { precision, form: createScratchForm({ ...UNCHANGED, precision }, place), ...planType(precision, context) };
    const isSlow = SLOW_TYPE.test(precision) && whole.parametersBefore > MANY_PARAMETERS && !effort.asksAll;
    return isSlow && planned.excluded === null ? { ...planned, excluded: TOO_SLOW } : planned;
  });
}

/** The model with a change in place, as its command writes it: opened from a folder of its own, and written there first unless it was. */
export function createScratchForm(change: Change<never>, { lookup, model, scratch }: WrittenPlace): ChangedForm {
  const key = keyOfChange(change);
  // Mixtures are too long for the name of a folder.
  return createWrittenForm(change, { lookup, model, out: join(scratch, keyOf([key])) });
}

/** As createScratchForm, in a given folder. */
export function createWrittenForm(
  change: Change<never>,
  { lookup, model, out }: Omit<WrittenPlace, 'scratch'> & { readonly out: string },
): ChangedForm {
  const open = async (): Promise<OpenedModel> => {
    if (!existsSync(join(out, PLAN_FILE))) await pruneModel({ ...lookup, model, change, out, copyWeights: true });
    return openModel(out, lookup);
  };
  return { key: keyOfChange(change), open };
}
