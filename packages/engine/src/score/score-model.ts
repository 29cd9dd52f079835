import { AppError } from '@lamina/errors';
import { NOTHING_REMOVED } from '@lamina/plans';
import { checkRun, inspectTrusted, type ModelInspection } from '../inspect/inspect-model.ts';
import { openWindowForm } from '../model/open/model-forms.ts';
import { openModel } from '../model/open/open-model.ts';
import type { Progress } from '../progress/progress.ts';
import type { RuntimeFacts } from '../session/session.ts';
import { type MeasuredText, measureText } from './measure-text.ts';
import { countTokens, describeDefinition, type ScoreDefinition, type ScoreOptions } from './score-options.ts';
import { type Measurements, summarise } from './score-sums.ts';
import { findOneLength, readText, type ScoredText } from './score-text.ts';
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
}

/**
 * Measures every block of a model in one pass, reduced inside the graph:
 *
 * - block influence (ShortGPT, arXiv 2403.03853, eq. 1) with the last state before and after the final norm, and relative magnitude
 * - influence of attentions and MLPs (LLM-Drop, arXiv 2406.15786)
 * - state norms, cosines of all pairs of states, angular distances, and token losses
 *
 * @throws AppError as openModel and cutWindows do; RUNTIME_FAILED from ONNX Runtime; MODEL_UNSUPPORTED for models that look ahead.
 */
export async function* scoreModel(options: ScoreOptions): AsyncGenerator<Progress, ScoreResult> {
  yield { phase: 'prepare', done: 0, total: 1, note: 'reading the graph' };
  const text = yield* readText(openModel(options.model, options), options);
  const form = { opened: openWindowForm(text.opened, findOneLength(text.windows)), settings: [] };
  const { result, inspection } = yield* checkRun(measureText(text, form, options), () => inspectScored(text, options));
  return describeScore(text, result, { inspection, options });
}

/** Describes the model of a score, and checks it at the length of its windows. */
export function inspectScored({ opened, windows, cut }: ScoredText, options: ScoreOptions): Promise<ModelInspection> {
  return inspectTrusted(opened, { ...options, windowTokens: windows[0]?.ids.length ?? cut.window });
}

/** The result of a pass. @throws AppError MODEL_UNSUPPORTED where products left the range of float16 */
export function describeScore(
  { opened, cut, blockByBlock }: ScoredText,
  { sums, windows, runtime, settlement, seconds }: MeasuredText,
  { inspection, options }: { readonly inspection: ModelInspection; readonly options: ScoreOptions },
): ScoreResult {
  const { input, removal = NOTHING_REMOVED, losses = true } = options;
  const measurements = checkFinite(summarise(sums, opened.structure.sublayers), runtime);
  return {
    ...measurements,
    nllPerWindow: losses ? measurements.nllPerWindow : [],
    definition: describeDefinition({ input, cut, windows, removal, resamplingUnit: sums.resamplingUnit }),
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

function checkFinite(measurements: Measurements, { products }: RuntimeFacts): Measurements {
  const { nllPerWindow, blockInfluence } = measurements;
  if (products === 'fp32' || (nllPerWindow.every(Number.isFinite) && blockInfluence.undefinedCount.every((count) => count === 0)))
    return measurements;
  throw new AppError(
    'MODEL_UNSUPPORTED',
    'products of this model exceed 65,504, the largest number of float16, so its scores are undefined; measure it with products in fp32',
  );
}
