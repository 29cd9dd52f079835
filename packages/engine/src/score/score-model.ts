import { AppError, getAt } from '@lamina/errors';
import { type OpenedModel, openModel, openWindowForm, type Progress } from '@lamina/models';
import { UNCHANGED } from '@lamina/plans';
import { getSearch, type SearchResult } from '@lamina/strategies';
import { checkRun, inspectTrusted, type ModelInspection } from '../inspect/inspect-model.ts';
import { repairModel } from '../repair/fit-repairs.ts';
import { type ModelChange, type RepairRecord, refusePrecision } from '../repair/repair-record.ts';
import { type SearchedRemovals, searchRemovals } from '../search/search-removals.ts';
import type { RuntimeFacts } from '../session/session.ts';
import { measureText, type PassResult } from './measure-text.ts';
import type { ScoreDefinition, ScoreOptions } from './score-options.ts';
import { type Measurements, type PassMeasurements, summarise, summariseLosses } from './score-sums.ts';
import { countTokens, cutText, describeDefinition, findOneLength, readText, type ScoredText } from './score-text.ts';
import type { ScoreSettlement } from './settle-score.ts';

/** The result: what was measured, on which model, in which runtime. */
export interface ScoreResult extends Measurements {
  readonly definition: ScoreDefinition;
  readonly model: ModelInspection;
  readonly runtime: RuntimeFacts & { readonly precision: string; readonly blockByBlock: boolean };
  /** Null where the whole text was to be read. */
  readonly settlement: ScoreSettlement | null;
  /** The speed of the pass that measures the block metrics. */
  readonly tokensPerSecond: number;
  /** The repair of the removed units; null where none was asked for. */
  readonly repair: RepairRecord | null;
  /** The choices of searches. */
  readonly searches: readonly SearchResult[];
}

/**
 * Scores a model, with a change in place if one is asked for.
 *
 * 1. The text is cut into windows, and a repair of removed units is solved.
 * 2. One pass over the text, reduced inside the graph, gives the measures of blocks and sublayers (BLOCK_MEASURES, SUBLAYER_MEASURES), norms, cosines and
 *    angles of states, and token losses. The model is checked beside it.
 * 3. Searches measure models without units; one that leaves out every unit alone gives the measures of losses (LOSS_MEASURES).
 *
 * @throws AppError as openModel, cutWindows, repairModel and the searches do; RUNTIME_FAILED from ONNX Runtime; MODEL_UNSUPPORTED for models that look ahead
 */
export async function* scoreModel(model: string, options: ScoreOptions): AsyncGenerator<Progress, ScoreResult> {
  const { change = UNCHANGED } = options;
  refusePrecision(change);
  yield { phase: 'prepare', done: 0, total: 1, note: 'reading the graph' };
  const opened = openModel(model, options);
  checkRequest(change, options);
  const text = yield* readText(opened, options);
  const inspect = () => inspectTrusted(opened, { ...options, windowTokens: text.windows[0]?.ids.length ?? text.cut.window });
  // A repair trusts the model before anything is measured.
  const trusted = change.repair === null ? null : await inspect();
  const form = yield* repairText(text, change, options);
  const { result, inspection } = yield* checkRun(measureText(text, form, options), async () => trusted ?? (await inspect()));
  const input = { windows: result.windows, batch: text.batch, checkpoint: options.checkpoint ?? {}, removed: change.remove };
  const searched = yield* searchRemovals(form.opened, input, options);
  return describeScore(text, { pass: result, inspection, searched, repair: form.repair }, options);
}

function checkRequest({ repair }: ModelChange, { searches = [] }: ScoreOptions): void {
  if (repair === null) return;
  const dense = searches.map(({ search }) => getSearch(search)).filter(({ chooses }) => chooses !== 'alone');
  if (dense.length > 0)
    throw new AppError(
      'BAD_USER_INPUT',
      `the searches ${dense.map(({ name }) => name).join(', ')} start with the dense model, but a repair replaces removed blocks; leave out the repair, or choose a search that repairs each step`,
    );
}

/** The form of the model that reads the text, with its repair in place. */
interface RepairedForm {
  readonly opened: OpenedModel;
  readonly repair: RepairRecord | null;
}

async function* repairText(
  { opened, windows, batch, removal }: ScoredText,
  { repair: request }: ModelChange,
  options: ScoreOptions,
): AsyncGenerator<Progress, RepairedForm> {
  if (request === null) return { opened: openWindowForm(opened, findOneLength(windows)), repair: null };
  const { threads, providers } = options;
  const calibration = cutText(opened, request.calibration, { ...options, windows: request.windows ?? options.windows });
  const form = openWindowForm(opened, findOneLength([...windows, ...calibration]));
  const fitted = yield* repairModel(form, [request], { removal, calibration, heldOut: windows, batch, threads, providers });
  const { opened: repaired, record } = getAt(fitted, 0);
  return { opened: repaired, repair: record };
}

/** All that was measured. */
interface Measured {
  readonly pass: PassResult;
  readonly inspection: ModelInspection;
  readonly searched: SearchedRemovals;
  readonly repair: RepairRecord | null;
}

/** @throws AppError MODEL_UNSUPPORTED where products left the range of float16 */
function describeScore(
  { opened, cut, blockByBlock, removal }: ScoredText,
  { pass, inspection, searched, repair }: Measured,
  { input, losses = true }: ScoreOptions,
): ScoreResult {
  const { sums, windows, runtime, settlement, seconds } = pass;
  const { keyOf, resamplingUnit } = sums;
  const measured = checkFinite(summarise(sums, opened.structure.sublayers), runtime);
  const alone = summariseLosses(searched.alone, { windows, keyOf, blocks: opened.structure.blocks.length });
  return {
    ...measured,
    ...alone.series,
    units: { ...measured.units, ...alone.units },
    nllPerWindow: losses ? measured.nllPerWindow : [],
    searches: searched.results,
    repair,
    definition: describeDefinition({ input, cut, windows, removal, resamplingUnit }),
    model: inspection,
    runtime: { ...runtime, precision: describePrecision(inspection, runtime), blockByBlock },
    settlement,
    tokensPerSecond: countTokens(windows) / seconds,
  };
}

/** The number format of the weights and, where it is another one, of the products with them. */
function describePrecision({ precision }: ModelInspection, { products }: RuntimeFacts): string {
  return products === 'fp32' ? precision : `${precision}, products in ${products}`;
}

function checkFinite(measured: PassMeasurements, { products }: RuntimeFacts): PassMeasurements {
  const { nllPerWindow, blockInfluence } = measured;
  if (products === 'fp32' || (nllPerWindow.every(Number.isFinite) && blockInfluence.undefinedCount.every((count) => count === 0)))
    return measured;
  throw new AppError(
    'MODEL_UNSUPPORTED',
    'products of this model exceed 65,504, the largest number of float16, so its scores are undefined; measure it with products in fp32',
  );
}
