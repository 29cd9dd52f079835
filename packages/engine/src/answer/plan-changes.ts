import { type AnswerCandidate, type AnswerQuestion, type EffortSettings, type SourcedText, savedOf } from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';
import { changeOf, describeRemoval, NOTHING_REMOVED, type Removal, removalOf, UNCHANGED, writeChangeCommand } from '@lamina/plans';
import type { EvaluatedChange } from '../evaluate/evaluate-changes.ts';
import type { ModelLookup, OpenedModel } from '../model/open/open-model.ts';
import type { Checkpoint, Progress } from '../progress/progress.ts';
import type { SessionOptions } from '../session/session.ts';
import { planCandidates, planFitting } from './plan-candidates.ts';
import type { SavingPlanner } from './planned-saving.ts';
import { planQuantizedForms } from './quantized-forms.ts';
import { type CalibrationText, chooseRepair, REPAIR_SETTINGS, repairForm } from './repaired-forms.ts';
import type { Screening } from './screen-units.ts';

/** A change that may be measured for an answer. */
export interface PlannedChange extends AnswerCandidate {
  /** As evaluateModel takes it. */
  readonly evaluated: EvaluatedChange;
  /** Texts that chose or repaired it. */
  readonly read: readonly SourcedText[];
}

/** The facts on which plans of changes depend. */
export interface PlanningContext {
  readonly opened: OpenedModel;
  readonly planner: SavingPlanner;
  readonly question: AnswerQuestion;
  readonly effort: EffortSettings;
  /** How commands name the model. */
  readonly reference: string;
}

const NOT_MEASURED = { key: null, texts: [], tasks: [] } as const;

/** Removals that are worth measuring, the cheapest first, and those that the model or its format cannot express. @param chooser the text on which units were screened */
export function planRemovals(
  { units, obstacles }: Screening,
  chooser: SourcedText,
  { opened, planner, question, effort, reference }: PlanningContext,
): readonly PlannedChange[] {
  const plan = (removal: Removal, refusal: AppError | null = null): PlannedChange => {
    const change = changeOf(removal);
    const command = writeChangeCommand(reference, change, { copyWeights: opened.source.format === 'onnx' });
    const planned = { ...NOT_MEASURED, change, command, evaluated: change, read: [chooser] };
    const whole = planner.plan(NOTHING_REMOVED);
    if (refusal !== null) return { ...planned, saved: whole, excluded: refusal.message };
    try {
      return { ...planned, saved: planner.plan(removal), excluded: null };
    } catch (error) {
      if (error instanceof AppError) return { ...planned, saved: whole, excluded: error.message };
      throw error;
    }
  };
  const { fit, limit, save } = question;
  const fits = (removal: Removal): boolean => (plan(removal).saved.bytesAfter ?? Number.POSITIVE_INFINITY) <= (fit ?? 0); // Asked only with a size.
  const candidates = (fit === null ? planCandidates(units, limit) : planFitting(units, fits)).map(({ removal }) => plan(removal));
  // Removals that save nothing in this format take no place of others. What is not known (null) is measured alone.
  const useful = candidates.filter(({ excluded, saved }) => excluded === null && (savedOf(saved, save) ?? 1) > 0);
  return [
    ...useful.slice(0, effort.candidates),
    ...candidates.filter(({ excluded }) => excluded !== null),
    ...obstacles.map(({ unit, error }) => plan(removalOf([unit]), error)),
  ];
}

/** The quantized forms of a model. No text chose them. Those that save nothing asked are not measured. */
export function planQuantized(
  { opened, planner, question, reference }: PlanningContext,
  place: { readonly lookup: ModelLookup; readonly model: string; readonly scratch: string },
): readonly PlannedChange[] {
  const forms = planQuantizedForms(opened, { ...place, whole: planner.plan(NOTHING_REMOVED) });
  return forms.map(({ precision, saved, excluded, open }) => {
    const change = { ...UNCHANGED, precision };
    const command = writeChangeCommand(reference, change, { copyWeights: true });
    // A saving that is not known counts as nothing.
    const savesNothing = excluded === null && (savedOf(saved, question.save) ?? 0) <= 0;
    const evaluated = { ...change, form: { key: precision, open } };
    return { ...NOT_MEASURED, change, saved, command, evaluated, read: [], excluded: savesNothing ? 'saves nothing' : excluded };
  });
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
