import { AppError, getAt } from '@lamina/errors';
import { areBlocksOnly, UNCHANGED } from '@lamina/plans';
import { checkRun } from '../inspect/inspect-model.ts';
import { requireMemory } from '../model/facts/sizes.ts';
import { openWindowForm } from '../model/open/model-forms.ts';
import { type OpenedModel, openModel } from '../model/open/open-model.ts';
import type { Progress } from '../progress/progress.ts';
import { checkRepair, repairModel } from '../repair/fit-repairs.ts';
import { refusePrecision } from '../repair/repair-each.ts';
import { completeChoice, type ModelChange, type RepairRecord } from '../repair/repair-record.ts';
import { type MeasuredForm, measureText } from '../score/measure-text.ts';
import { describeScore, inspectScored, type ScoreResult } from '../score/score-model.ts';
import type { ScoreOptions } from '../score/score-options.ts';
import { cutText, findOneLength, readText, type ScoredText } from '../score/score-text.ts';
import { measureRemovals, type RemovalLosses, type RemovalOptions } from './measure-removals.ts';

export interface MeasureModelOptions extends Omit<ScoreOptions, 'removal'>, Omit<RemovalOptions, 'removal'> {
  /** What is done to the model before it is measured; default nothing. A repair excludes searches; of its cut only `windows` counts. */
  readonly change?: ModelChange;
}

/** The options, with nothing done to the model where none names a change. */
type MeasureRequest = Omit<MeasureModelOptions, 'change'> & { readonly change: ModelChange; readonly removal: ModelChange['remove'] };

export interface MeasureModelResult extends ScoreResult, RemovalLosses {
  /** Null where none was asked for. */
  readonly repair: RepairRecord | null;
}

/**
 * Scores a model (scoreModel), with a repair of its removed blocks in place if one is asked for, and measures what its loss says of removals
 * (measureRemovals).
 *
 * @throws AppError as scoreModel, repairModel and measureRemovals do; BAD_USER_INPUT for a repair together with a search
 */
export async function* measureModel({ change = UNCHANGED, ...given }: MeasureModelOptions): AsyncGenerator<Progress, MeasureModelResult> {
  refusePrecision(change);
  const options: MeasureRequest = { ...given, change, removal: change.remove };
  yield { phase: 'prepare', done: 0, total: 1, note: 'reading the graph' };
  const opened = openModel(options.model, options);
  checkRequest(opened, options);
  const text = yield* readText(opened, options);
  const { checkpoint = {} } = options;
  // A repair trusts the model before anything is measured.
  const trusted = change.repair ? await inspectScored(text, options) : null;
  const { repair, ...form } = yield* repairText(text, options);
  const run = checkRun(measureText(text, form, options), async () => trusted ?? (await inspectScored(text, options)));
  const { result, inspection } = yield* run;
  const { windows, sums } = result;
  const input = { windows, batch: text.batch, keyOf: sums.keyOf, checkpoint };
  const losses = yield* measureRemovals(form.opened, input, options);
  return { ...describeScore(text, result, { inspection, options }), repair, ...losses };
}

function checkRequest(opened: OpenedModel, options: MeasureRequest): void {
  const { change, greedy = 0, iterate = 0, iterateRepair, evolve, leaveOneOut = false, searchUnits = [['block']] } = options;
  const searches = greedy > 0 || iterate > 0 || iterateRepair !== undefined || evolve !== undefined;
  if (searches || leaveOneOut) requireMemory(opened, 'leaving out blocks in turn');
  if (iterateRepair) checkRepair(completeChoice(iterateRepair), searchUnits.some(areBlocksOnly));
  if (change.repair === null) return;
  requireMemory(opened, 'solving a repair');
  if (searches)
    throw new AppError(
      'BAD_USER_INPUT',
      'greedy removal, --iterate and --evolve start with the dense model, but a repair replaces removed blocks; choose one of the two, or repair each step of --iterate with --iterate-repair',
    );
}

/** The form of the model that reads the text: with its repair in place, or as it is where no repair is asked for. */
async function* repairText(
  { opened, windows, batch }: ScoredText,
  options: MeasureRequest,
): AsyncGenerator<Progress, MeasuredForm & { readonly repair: RepairRecord | null }> {
  const { change, removal, threads, providers } = options;
  const { repair: request } = change;
  if (!request) return { opened: openWindowForm(opened, findOneLength(windows)), settings: [], repair: null };
  const calibration = cutText(opened, request.calibration, { ...options, windows: request.windows ?? options.windows });
  const form = openWindowForm(opened, findOneLength([...windows, ...calibration]));
  const input = { removal, calibration, heldOut: windows, batch, threads, providers };
  const fitted = getAt(yield* repairModel(form, [request], input), 0);
  return { opened: fitted.opened, settings: [fitted.record], repair: fitted.record };
}
