import { AppError, getAt } from '@lamina/errors';
import {
  createSurveyCollector,
  getRepair,
  REPAIR_KINDS,
  type RepairKind,
  repairErrorOf,
  type SurveyedGap,
  type SurveyGap,
  type SurveyMoments,
} from '@lamina/metrics';
import { createRemoval } from '@lamina/plans';
import { exposeSums, findFoldTarget, findRemovalObstacle } from '@lamina/surgery';
import { findHiddenSize } from '../model/facts/find-sizes.ts';
import { requireMemory } from '../model/facts/memory-needed.ts';
import { feedFactsOf } from '../model/facts/model-facts.ts';
import { type ModelLookup, type OpenedModel, openModel } from '../model/open/open-model.ts';
import { openWindowForm } from '../model/open/open-window-form.ts';
import { loadTokenizer } from '../model/tokenizer/tokenizer.ts';
import type { Progress } from '../progress/progress.ts';
import { floatsOf, type RanBatch, runBatches, tensorOf } from '../session/run-batches.ts';
import { createSession, type ModelSession, type SessionOptions } from '../session/session.ts';
import { checkOverlap } from '../text/check-overlap.ts';
import { cutWindows, digestIds, type ScoreInput, type Window } from '../text/windows.ts';
import { readRealTokens } from './collect-gap.ts';
import { cutCalibration } from './cut-calibration.ts';
import { createFloat32Products, type Float32Products } from './float32-product.ts';
import { createFloat64Products, type Float64Products } from './float64-product.ts';
import type { CalibrationCut, RepairErrors } from './repair-record.ts';

export interface SurveyOptions extends ModelLookup, SessionOptions, CalibrationCut {
  readonly model: string;
  /** The text on which repairs are solved. */
  readonly calibration: ScoreInput;
  /** Other text, on which their errors are predicted. */
  readonly heldOut: ScoreInput;
  /** The numbers of neighbouring blocks that a gap may have, default 1, 3, 5, 8 as far as the model has them. */
  readonly lengths?: readonly number[] | undefined;
  /** The repairs, default all. */
  readonly kinds?: readonly RepairKind[];
  /** The rank of `low-rank`, default 64. */
  readonly rank?: number | undefined;
  /** The tokens of the calibration text that count in the solution, default all. A survey collects no weighted sums, so it is never `balanced`. */
  readonly tokenRule?: SurveyTokenRule;
}

/** The token rules whose moments one pass collects. */
export type SurveyTokenRule = keyof RepairErrors;

/** What one repair of one gap is expected to do. */
export interface RepairForecast {
  readonly kind: RepairKind;
  readonly alpha: number | null;
  /** Over the tokens of the rule. */
  readonly calibrationError: number;
  /** On text that the solver did not see, under both token rules. 1 is no better than removal alone. */
  readonly heldOutErrors: RepairErrors;
  /**
   * What is left of the change of the stream at the gap, relative to the stream: heldOutErrors['no-sinks'] · Σ‖y − x‖² / Σ‖y‖² over held-out tokens that
   * are no sinks. It ranks repairs and gaps. Error by which a repair overshoots on these tokens counts too.
   */
  readonly left: number;
}

export interface GapForecast {
  /** The blocks [start, end). */
  readonly run: readonly [start: number, end: number];
  /** By ascending `left`, `none` included. */
  readonly repairs: readonly RepairForecast[];
  /** Kinds that are impossible here, with the reason. */
  readonly refused: readonly { readonly kind: RepairKind; readonly reason: string }[];
}

export interface RepairSurvey {
  /** By number of blocks, then by the best `left`: the gaps that are expected to cost least come first. */
  readonly gaps: readonly GapForecast[];
  /** Seconds of the two passes over both texts, and of solving. */
  readonly seconds: { readonly collecting: number; readonly solving: number };
  readonly tokenRule: SurveyTokenRule;
  /** All tokens of both texts, sinks included. */
  readonly tokens: number;
  readonly heldOutTokens: number;
  readonly calibrationSha256: string;
  readonly heldOutSha256: string;
}

const DEFAULT_LENGTHS = [1, 3, 5, 8] as const;
const DEFAULT_RANK = 64;
/** The sums of one survey take at most this much memory. */
const MOST_BYTES = 6 * 2 ** 30;

/**
 * Predicts the error of every repair of every run of neighbouring blocks, from one pass over a calibration text and one over a held-out text. Each run
 * is taken on the whole model.
 *
 * @throws AppError BAD_USER_INPUT for lengths that do not exist, more sums than fit in memory, and texts that overlap; as openModel and cutWindows do
 */
export async function* surveyRepairs(options: SurveyOptions): AsyncGenerator<Progress, RepairSurvey> {
  const read = openModel(options.model, options);
  requireMemory(read, 'a survey of repairs');
  const { calibration, batch } = cutCalibration(read, options);
  const { window = getAt(calibration, 0).ids.length, bos = 'auto' } = options;
  const heldOut = cutWindows(options.heldOut, { window, stride: window, bos, partialWindows: 'dropped' }, () => loadTokenizer(read.source));
  checkOverlap(calibration, heldOut);
  const [length, ...others] = new Set([...calibration, ...heldOut].map(({ ids }) => ids.length));
  const opened = openWindowForm(read, others.length === 0 && length !== undefined ? length : null);
  const { kinds = REPAIR_KINDS, rank = DEFAULT_RANK, tokenRule = 'all' } = options;
  const gaps = listGaps(opened, options.lengths);
  const targets = kinds.some((kind) => getRepair(kind).moments === 'projection') ? findTargets(opened, gaps) : new Map<number, FoldPlace>();
  checkMemory(opened, gaps, targets);
  const tools = await openTools(opened, { ...options, gaps, targets });
  const total = calibration.length + heldOut.length;
  const collect = async function* (windows: readonly Window[], from: number): AsyncGenerator<Progress, SurveyMoments> {
    const work = collectSurvey(tools, {
      windows,
      batch,
      gaps,
      rotates: kinds.some((kind) => getRepair(kind).moments === 'rotated-stream'),
    });
    let done = from;
    for (let step = await work.next(); ; step = await work.next()) {
      if (step.done) return step.value;
      done += step.value;
      yield { phase: 'score', done: Math.min(done, total), total, note: 'collecting the states of every gap' };
    }
  };
  try {
    const started = performance.now();
    const solved = yield* collect(calibration, 0);
    const unseen = yield* collect(heldOut, calibration.length);
    const between = performance.now();
    yield { phase: 'prepare', done: 0, total: gaps.length, note: 'solving the repairs' };
    const forecasts: GapForecast[] = [];
    for (const [place, gap] of gaps.entries()) {
      forecasts.push(await forecastGap(gap, { solved, unseen, kinds, targets, rank, tokenRule, products: tools.products }));
      yield { phase: 'prepare', done: place + 1, total: gaps.length, note: 'solving the repairs' };
    }
    return {
      gaps: forecasts.sort((a, b) => lengthOf(a) - lengthOf(b) || leastLeft(a) - leastLeft(b)),
      seconds: { collecting: (between - started) / 1000, solving: (performance.now() - between) / 1000 },
      tokenRule,
      tokens: countTokens(calibration),
      heldOutTokens: countTokens(heldOut),
      calibrationSha256: digestIds(calibration),
      heldOutSha256: digestIds(heldOut),
    };
  } finally {
    await tools.release();
  }
}

function lengthOf({ run: [start, end] }: GapForecast): number {
  return end - start;
}

function leastLeft({ repairs }: GapForecast): number {
  return getAt(repairs, 0).left;
}

function countTokens(windows: readonly Window[]): number {
  return windows.reduce((sum, { ids }) => sum + ids.length, 0);
}

/** Every run of the wanted lengths that can be removed. */
function listGaps({ structure }: OpenedModel, wanted: readonly number[] | undefined): readonly SurveyGap[] {
  const count = structure.blocks.length;
  const lengths = wanted ?? DEFAULT_LENGTHS.filter((length) => length < count);
  const wrong = lengths.find((length) => !Number.isInteger(length) || length < 1 || length >= count);
  if (wrong !== undefined)
    throw new AppError('BAD_USER_INPUT', `a gap of ${wrong} of ${count} blocks is not possible; choose lengths from 1 to ${count - 1}`);
  const gaps = lengths.flatMap((length) =>
    Array.from({ length: count - length + 1 }, (_, start): SurveyGap => ({ start, end: start + length })),
  );
  return gaps.filter(({ start, end }) => findRemovalObstacle(structure, createRemoval({ blocks: range(start, end) })) === null);
}

function range(start: number, end: number): readonly number[] {
  return Array.from({ length: end - start }, (_, place) => start + place);
}

/** What the projection before a run adds to the stream, or why nothing folds into it. */
type FoldPlace = { readonly added: readonly string[] } | { readonly reason: string };

function findTargets({ structure }: OpenedModel, gaps: readonly SurveyGap[]): ReadonlyMap<number, FoldPlace> {
  return new Map([...new Set(gaps.map(({ start }) => start))].map((start) => [start, findFoldTarget(structure, start)]));
}

function checkMemory(opened: OpenedModel, gaps: readonly SurveyGap[], targets: ReadonlyMap<number, FoldPlace>): void {
  const width = findHiddenSize(opened);
  const matrices = gaps.reduce((sum, { start }) => sum + (folds(targets, start) ? 2 : 1), 2 * new Set(gaps.map(({ start }) => start)).size);
  // Of both texts.
  const bytes = 2 * 8 * width * width * matrices;
  if (bytes <= MOST_BYTES) return;
  throw new AppError(
    'BAD_USER_INPUT',
    `the sums of ${gaps.length} gaps at a width of ${width} take ${(bytes / 2 ** 30).toFixed(1)} GiB, more than ${MOST_BYTES / 2 ** 30}; survey fewer lengths at a time, or leave linear-fold out`,
    { details: { gaps: gaps.length, width, bytes } },
  );
}

function folds(targets: ReadonlyMap<number, FoldPlace>, start: number): boolean {
  const target = targets.get(start);
  return target !== undefined && 'added' in target;
}

interface Tools {
  readonly session: ModelSession;
  readonly opened: OpenedModel;
  readonly boundaries: readonly number[];
  readonly starts: readonly number[];
  readonly floats: Float32Products;
  readonly products: Float64Products;
  release(): Promise<void>;
}

const OUTPUTS = {
  state: (boundary: number): string => `lamina.survey_state/${boundary}`,
  added: (start: number): string => `lamina.survey_added/${start}`,
};

async function openTools(
  opened: OpenedModel,
  {
    gaps,
    targets,
    threads,
    providers,
  }: SessionOptions & { readonly gaps: readonly SurveyGap[]; readonly targets: ReadonlyMap<number, FoldPlace> },
): Promise<Tools> {
  const { structure, mapped } = opened;
  const boundaries = [...new Set(gaps.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
  const added = [...targets].flatMap(([start, target]) => ('added' in target ? [{ start, of: target.added }] : []));
  const model = exposeSums(structure.model, [
    ...boundaries.map((boundary) => ({ of: [getAt(structure.boundaries, boundary)], as: OUTPUTS.state(boundary) })),
    ...added.map(({ start, of }) => ({ of, as: OUTPUTS.added(start) })),
  ]);
  const session = await createSession(model, mapped.weightFolder, { threads, providers });
  const floats = await createFloat32Products({ threads });
  const products = createFloat64Products({ threads });
  const release = async (): Promise<void> => {
    await Promise.all([session.release(), floats.release(), products.release()]);
  };
  return { session, opened, boundaries, starts: added.map(({ start }) => start), floats, products, release };
}

async function* collectSurvey(
  tools: Tools,
  options: { readonly windows: readonly Window[]; readonly batch: number; readonly gaps: readonly SurveyGap[]; readonly rotates: boolean },
): AsyncGenerator<number, SurveyMoments> {
  const first = yield* collectOnce(tools, options);
  return first.misjudged ? yield* collectOnce(tools, options, first.medians) : first;
}

async function* collectOnce(
  { session, opened, boundaries, starts, floats, products }: Tools,
  { windows, batch, ...options }: Parameters<typeof collectSurvey>[1],
  medians?: ReadonlyMap<number, number>,
): AsyncGenerator<number, SurveyMoments> {
  let collector: ReturnType<typeof createSurveyCollector> | null = null;
  const rows = windows.map(({ ids }) => ({ ids, next: 0 }));
  for await (const ran of runBatches(session, rows, batch, feedFactsOf(opened.source))) {
    const width = widthOf(ran, boundaries);
    const { read, isFirst } = readRealTokens(ran, width);
    const statesOf = (output: string): Float32Array => read(floatsOf(ran.outputs, output));
    collector ??= createSurveyCollector({
      ...options,
      width,
      multiply: floats.multiply,
      multiplyAside: products.multiply,
      medians,
    });
    await collector.add({
      states: new Map(boundaries.map((boundary) => [boundary, statesOf(OUTPUTS.state(boundary))])),
      bases: new Map(starts.map((start) => [start, statesOf(OUTPUTS.added(start))])),
      isFirst,
    });
    yield ran.rows.length;
  }
  if (!collector) throw new Error('there are no windows to collect from');
  return await collector.finish();
}

function widthOf({ outputs }: RanBatch, boundaries: readonly number[]): number {
  const { dims } = tensorOf(outputs, OUTPUTS.state(getAt(boundaries, 0)));
  return getAt(dims, dims.length - 1);
}

interface Forecasting {
  readonly solved: SurveyMoments;
  readonly unseen: SurveyMoments;
  readonly kinds: readonly RepairKind[];
  readonly targets: ReadonlyMap<number, FoldPlace>;
  readonly rank: number;
  readonly tokenRule: SurveyTokenRule;
  readonly products: Float64Products;
}

async function forecastGap(
  gap: SurveyGap,
  { solved, unseen, kinds, targets, rank, tokenRule, products: { multiply } }: Forecasting,
): Promise<GapForecast> {
  const repairs: RepairForecast[] = [];
  const refused: { kind: RepairKind; reason: string }[] = [];
  for (const fold of [false, true]) {
    const own = kinds.filter((kind) => (getRepair(kind).moments === 'projection') === fold);
    if (own.length === 0) continue;
    const target = targets.get(gap.start);
    if (fold && target && 'reason' in target) {
      refused.push(...own.map((kind) => ({ kind, reason: target.reason })));
      continue;
    }
    const known = (await getGap(solved, gap, fold)).moments[tokenRule];
    const held = await getGap(unseen, gap, fold);
    for (const kind of own) {
      try {
        const { operator, alpha } = await getRepair(kind).solve(known, { alpha: null, rank: Math.min(rank, known.width), multiply });
        const errorOn = (rule: SurveyTokenRule): Promise<number> => repairErrorOf(operator, held.moments[rule], multiply);
        const heldOutErrors = { all: await errorOn('all'), 'no-sinks': await errorOn('no-sinks') };
        const calibrationError = await repairErrorOf(operator, known, multiply);
        const left = (heldOutErrors['no-sinks'] * held.moments['no-sinks'].stepSquared) / held.leavingSquared;
        repairs.push({ kind, alpha, calibrationError, heldOutErrors, left });
      } catch (error) {
        if (!(error instanceof AppError) || !getRepair(kind).settings.includes('alpha')) throw error;
        refused.push({ kind, reason: error.message });
      }
    }
  }
  return { run: [gap.start, gap.end], repairs: repairs.sort((a, b) => a.left - b.left), refused };
}

async function getGap(moments: SurveyMoments, gap: SurveyGap, fold: boolean): Promise<SurveyedGap> {
  const found = await moments.of(gap, fold);
  if (found === null) throw new Error(`no moments of the projection before block ${gap.start} were collected`);
  return found;
}
