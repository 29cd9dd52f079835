import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { intervalOfText, type LossText, measureTextLoss, toShare } from '@lamina/benchmarks';
import { AppError, getAt } from '@lamina/errors';
import { CHANGE_MEASURES, MEASURES, type WindowStatistic, windowStatistic } from '@lamina/metrics';
import {
  type BosPolicy,
  cutLossWindows,
  cutWindows,
  DEFAULT_BATCH_TOKENS,
  digestIds,
  findMaxLength,
  findVocabularySize,
  loadTokenizer,
  type ModelLookup,
  mapSteps,
  type OpenedModel,
  openModel,
  type Progress,
  roundWeights,
  type ScoreInput,
  type Window,
} from '@lamina/models';
import { type Change, changeOf } from '@lamina/plans';
import { listUnitMatrices } from '@lamina/surgery';
import { type FittedRepair, repairModel } from '../repair/fit-repairs.ts';
import { cutCalibration } from '../repair/repair-each.ts';
import { type ModelChange, type RepairRecord, type RepairRequest, refusePrecision } from '../repair/repair-record.ts';
import { createResidentModel } from '../resident/create-resident-model.ts';
import type { ResidentModel } from '../resident/resident-model.ts';
import type { SessionOptions } from '../session/session.ts';
import { compareWindows, type WindowSums } from './compare-windows.ts';

/** The measures of a comparison, by name and version. */
const COMPARISON_MEASURES = [...Object.values(CHANGE_MEASURES), MEASURES.lossIncrease].map(({ id }) => id);

export interface CompareModelsOptions extends ModelLookup, SessionOptions {
  /** The whole model. */
  readonly model: string;
  /** The changed model: another model of the same vocabulary, or a written folder. Null: the same model. */
  readonly changed: string | null;
  /** A type of GGUF, or RTN2_32, that the matrices of attentions and MLPs of the changed model go through; null: they stay. Not beside a repair. */
  readonly round: string | null;
  /** The change that is made to the other model. Only `windows` counts of the repair's cut. */
  readonly change: ModelChange;
  /** Given text or token ids are cut as `window` and `windows` say; the windows of a text of losses as `text-loss@1` says. */
  readonly input: ScoreInput | LossText;
  /** Tokens per window, of the repair's text too. */
  readonly window: number;
  /** The largest number of windows, counted from the start; null = all. */
  readonly windows: number | null;
  /** Windows per run; null = as many as hold 512 tokens. */
  readonly batch: number | null;
  readonly bos: BosPolicy;
}

/** How much two models differ on a text (docs: Comparing two models). */
export interface ModelsComparison {
  readonly definition: {
    readonly measures: readonly string[];
    readonly window: number;
    readonly windows: number;
    readonly positions: number;
    readonly idsSha256: string;
  };
  readonly model: { readonly parent: string; readonly changed: string; readonly change: Change<RepairRecord> };
  /** KL(parent ‖ changed), nats per token, 0 to infinity. */
  readonly divergence: WindowStatistic;
  /** Probability that a token drafted from the changed model is accepted by speculative sampling from the parent, 0 to 1. */
  readonly acceptance: WindowStatistic;
  /** Share of positions with the same most likely token; `nearTies` of them could be decided otherwise. */
  readonly top1Agreement: WindowStatistic & { readonly nearTies: number };
  /** Loss of the changed model minus that of the parent, nats per predicted token: the logLoss of `textLoss`. */
  readonly lossIncrease: WindowStatistic;
  /** The same as the share of perplexity that is added, with its two-sided 95 % interval. */
  readonly textLoss: { readonly loss: number; readonly low: number | null; readonly high: number | null };
  /** Perplexity of the changed model ÷ that of the parent: 1 + `textLoss`. */
  readonly perplexityRatio: number;
  /** Sums over the predicted tokens of each window, nats. */
  readonly nllPerWindow: { readonly parent: readonly number[]; readonly changed: readonly number[] };
  /** Positions that were left out, because a logit is no number. */
  readonly undefinedCount: number;
}

/**
 * Compares a model with a changed form of it, or with another model of the same vocabulary, at every position of a text.
 *
 * @throws AppError as openModel, cutWindows and repairModel do; VOCABULARY_DIFFERS for models with vocabularies of different size
 */
export async function* compareModels(options: CompareModelsOptions): AsyncGenerator<Progress, ModelsComparison> {
  const folder = mkdtempSync(join(tmpdir(), 'lamina-rounded-'));
  try {
    return yield* compareIn(folder, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param folder for the weights of a rounded model */
async function* compareIn(folder: string, options: CompareModelsOptions): AsyncGenerator<Progress, ModelsComparison> {
  refusePrecision(options.change);
  if (options.round !== null && options.change.repair !== null)
    throw new AppError('BAD_USER_INPUT', 'a repair is solved for the weights as they are; give either --round or --repair');
  yield { phase: 'prepare', done: 0, total: 1, note: 'reading the models' };
  const { model, change, window } = options;
  const { remove, repair } = change;
  const parent = openModel(model, options);
  const other = roundSublayers(openOther(parent, options), { parent, round: options.round, folder });
  const windows = cutInput(parent, options);
  const batch = options.batch ?? Math.max(1, Math.floor(DEFAULT_BATCH_TOKENS / window));
  const solved = repair === null ? null : yield* solve(other ?? parent, { repair, options, windows });
  const isLoaded = other === null && solved === null;
  const residentOptions = { ...options, mostLikely: true, divergence: true, sublayers: true };
  const whole = await createResidentModel(parent, residentOptions);
  let changed: ResidentModel = whole;
  try {
    if (!isLoaded) changed = await createResidentModel(solved?.opened ?? other ?? parent, residentOptions);
    let done = 0;
    const comparing = compareWindows({ whole, changed, removals: [remove], windows, batch, checkpoint: {} });
    const [sums = []] = yield* mapSteps(comparing, ({ count }): Progress => {
      done += count;
      return { phase: 'measure', done, total: windows.length };
    });
    return describe(sums, { windows, options, repair: solved?.record ?? null });
  } finally {
    if (changed !== whole) await changed.release();
    await whole.release();
  }
}

/** The windows of a text, of ids, or of a text of losses. */
export function cutInput(
  parent: OpenedModel,
  { input, window, windows: count, bos }: Pick<CompareModelsOptions, 'input' | 'window' | 'windows' | 'bos'>,
): readonly Window[] {
  const windows = count ?? undefined;
  if (!('passages' in input))
    return cutWindows(input, { window, stride: window, bos, windows, partialWindows: 'dropped' }, () => loadTokenizer(parent.source));
  const tokenizer = loadTokenizer(parent.source);
  const cut = cutLossWindows(input, tokenizer, { maxLength: findMaxLength(parent.source, tokenizer) });
  if (cut === null) throw new AppError('TEXT_TOO_SHORT', `no passage of ${input.text} fills a window; give another text with --text FILE`);
  return cut.windows.slice(0, windows);
}

/** Solves the repair of the removed runs on its own text, which is cut like the text that is compared. */
async function* solve(
  opened: OpenedModel,
  {
    repair,
    options,
    windows,
  }: { readonly repair: RepairRequest; readonly options: CompareModelsOptions; readonly windows: readonly Window[] },
): AsyncGenerator<Progress, FittedRepair> {
  const { calibration, batch } = cutCalibration(opened, { ...repair, window: options.window, bos: options.bos });
  const fitted = yield* repairModel(opened, [repair], { ...options, removal: options.change.remove, calibration, batch, heldOut: windows });
  return getAt(fitted, 0);
}

/** The changed model, or the parent, with the matrices of all attentions and MLPs rounded to a type. */
function roundSublayers(
  other: OpenedModel | null,
  { parent, round, folder }: { readonly parent: OpenedModel; readonly round: string | null; readonly folder: string },
): OpenedModel | null {
  if (round === null) return other;
  const opened = other ?? parent;
  const matrices = listUnitMatrices(opened.structure).flatMap(({ block, matrices: own }) => (block === null ? [] : own));
  const byName = new Map(matrices.map(({ source, isTransposed }) => [source.name, { type: round, isTransposed }]));
  return roundWeights(opened, (name) => byName.get(name) ?? null, folder);
}

/** The changed model where it is another one than the parent. @throws AppError VOCABULARY_DIFFERS */
function openOther(parent: OpenedModel, options: CompareModelsOptions): OpenedModel | null {
  if (options.changed === null || options.changed === options.model) return null;
  const changed = openModel(options.changed, options);
  const [before, after] = [findVocabularySize(parent), findVocabularySize(changed)];
  if (before !== after)
    throw new AppError(
      'VOCABULARY_DIFFERS',
      `the models have ${before ?? 'an unknown number of'} and ${after ?? 'an unknown number of'} tokens; compare models of one vocabulary`,
    );
  return changed;
}

function describe(
  sums: readonly WindowSums[],
  {
    windows,
    options,
    repair,
  }: { readonly windows: readonly Window[]; readonly options: CompareModelsOptions; readonly repair: RepairRecord | null },
): ModelsComparison {
  const listOf = (name: keyof WindowSums): readonly number[] => sums.map((each) => each[name]);
  const totalOf = (name: keyof WindowSums): number => listOf(name).reduce((sum, each) => sum + each, 0);
  const ofPositions = (name: keyof WindowSums): WindowStatistic => windowStatistic(listOf(name), listOf('positions'));
  const [parent, changed] = [listOf('dense'), listOf('changed')];
  const {
    logLoss,
    standardError,
    windows: count,
  } = measureTextLoss(sums.map(({ dense, targets, ...rest }) => ({ ...rest, whole: dense, tokens: targets })));
  const interval = intervalOfText({ logLoss, standardError, windows: count });
  const perWindow = sums.map((each) => (each.changed - each.dense) / each.targets);
  return {
    definition: {
      measures: COMPARISON_MEASURES,
      window: Math.max(...windows.map(({ ids }) => ids.length)),
      windows: windows.length,
      positions: totalOf('positions'),
      idsSha256: digestIds(windows),
    },
    model: { parent: options.model, changed: options.changed ?? options.model, change: changeOf(options.change.remove, repair) },
    divergence: ofPositions('divergence'),
    acceptance: ofPositions('acceptance'),
    top1Agreement: { ...ofPositions('agreeing'), nearTies: totalOf('nearTies') },
    lossIncrease: { mean: logLoss, standardError, perWindow },
    textLoss: { loss: toShare(logLoss), low: interval?.low ?? null, high: interval?.high ?? null },
    perplexityRatio: Math.exp(logLoss),
    nllPerWindow: { parent, changed },
    undefinedCount: totalOf('undefinedCount'),
  };
}
