import { AppError, getAt } from '@lamina/errors';
import {
  type CollectedMoments,
  createMomentCollector,
  getRepair,
  type MatrixProduct,
  type MedianLengths,
  type MomentCollector,
  REPAIR_KINDS,
  type RepairKind,
  repairErrorOf,
} from '@lamina/metrics';
import { createRemoval } from '@lamina/plans';
import { exposeSums, findFoldTarget, findRemovalObstacle } from '@lamina/surgery';
import { feedFactsOf } from '../model/facts/model-facts.ts';
import { findHiddenSize, requireMemory } from '../model/facts/sizes.ts';
import { openWindowForm } from '../model/open/model-forms.ts';
import { type ModelLookup, type OpenedModel, openModel } from '../model/open/open-model.ts';
import { loadTokenizer } from '../model/tokenizer/tokenizer.ts';
import { mapSteps, type Progress } from '../progress/progress.ts';
import { floatsOf, runBatches, tensorOf } from '../session/batches.ts';
import { createSession, type ModelSession, type SessionOptions } from '../session/session.ts';
import { checkOverlap } from '../text/check-overlap.ts';
import { cutWindows, digestIds, type ScoreInput, type Window } from '../text/windows.ts';
import { readRealTokens } from './collect-gap.ts';
import { createFloat64Products } from './products.ts';
import { cutCalibration } from './repair-each.ts';
import { type CalibrationCut, DEFAULT_RANK, type RepairErrors } from './repair-record.ts';
import { measureErrors } from './solve-gap.ts';

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
  readonly tokenRule: SurveyTokenRule;
  /** All tokens of both texts, sinks included. */
  readonly tokens: number;
  readonly heldOutTokens: number;
  readonly calibrationSha256: string;
  readonly heldOutSha256: string;
}

const DEFAULT_LENGTHS = [1, 3, 5, 8] as const;
/** The sums of one pass take at most this much memory. */
const SUM_BYTES = 2 ** 31;

/** The blocks [start, end). */
type Run = GapForecast['run'];

/** The repairs of one run that need the same sums. */
interface SurveyedGap {
  readonly run: Run;
  readonly kinds: readonly RepairKind[];
  /** What the projection before the run adds to the stream; null where repairs multiply the stream itself. */
  readonly added: readonly string[] | null;
}

/**
 * Predicts the error of every repair of every run of neighbouring blocks, from a pass over a calibration text and one over a held-out text; from several
 * passes where the sums of all runs do not fit into memory together. Each run is taken on the whole model.
 *
 * @throws AppError BAD_USER_INPUT for lengths that do not exist, and texts that overlap; as openModel and cutWindows do
 */
export async function* surveyRepairs(options: SurveyOptions): AsyncGenerator<Progress, RepairSurvey> {
  const { kinds = REPAIR_KINDS, rank = DEFAULT_RANK, tokenRule = 'all' } = options;
  const read = openModel(options.model, options);
  requireMemory(read, 'a survey of repairs');
  const { calibration, batch } = cutCalibration(read, options);
  const { window = getAt(calibration, 0).ids.length, bos = 'auto' } = options;
  const heldOut = cutWindows(options.heldOut, { window, stride: window, bos, partialWindows: 'dropped' }, () => loadTokenizer(read.source));
  checkOverlap(calibration, heldOut);
  const [length, ...others] = new Set([...calibration, ...heldOut].map(({ ids }) => ids.length));
  const opened = openWindowForm(read, others.length === 0 && length !== undefined ? length : null);
  const runs = listRuns(opened, options.lengths);
  const { gaps, refused } = listGaps(opened, runs, kinds);
  const products = createFloat64Products(options);
  const session = await openStates(opened, gaps, options);
  const survey = { session, opened, batch, multiply: products.multiply };
  const parts = divide(gaps, findHiddenSize(opened));
  const total = (calibration.length + heldOut.length) * parts.length;
  let done = 0;
  const show = (windows: number): Progress => {
    done = Math.min(done + windows, total);
    return { phase: 'score', done, total, note: 'collecting the states of every gap' };
  };
  try {
    const forecasts: { readonly run: Run; readonly repairs: readonly RepairForecast[]; readonly refused: GapForecast['refused'] }[] = [];
    for (const part of parts) {
      const solved = yield* mapSteps(collectGaps(survey, part, calibration), show);
      const unseen = yield* mapSteps(collectGaps(survey, part, heldOut), show);
      for (const [place, gap] of part.entries()) {
        const moments = { solved: yield* mapSteps(getAt(solved, place)(), show), unseen: yield* mapSteps(getAt(unseen, place)(), show) };
        forecasts.push({ run: gap.run, ...(await forecast(gap, moments, { rank, tokenRule, multiply: products.multiply })) });
      }
    }
    const byRun = Map.groupBy([...forecasts, ...refused], ({ run }) => run);
    const found = [...byRun].map(([run, all]) => ({
      run,
      repairs: all.flatMap(({ repairs }) => repairs).sort((a, b) => a.left - b.left),
      refused: all.flatMap((one) => one.refused),
    }));
    return {
      gaps: found.sort((a, b) => lengthOf(a.run) - lengthOf(b.run) || leastLeft(a) - leastLeft(b)),
      tokenRule,
      tokens: countTokens(calibration),
      heldOutTokens: countTokens(heldOut),
      calibrationSha256: digestIds(calibration),
      heldOutSha256: digestIds(heldOut),
    };
  } finally {
    await Promise.all([session.release(), products.release()]);
  }
}

function lengthOf([start, end]: Run): number {
  return end - start;
}

function leastLeft({ repairs }: GapForecast): number {
  return getAt(repairs, 0).left;
}

function countTokens(windows: readonly Window[]): number {
  return windows.reduce((sum, { ids }) => sum + ids.length, 0);
}

/** Every run of the wanted lengths that can be removed. */
function listRuns({ structure }: OpenedModel, wanted: readonly number[] | undefined): readonly Run[] {
  const count = structure.blocks.length;
  const lengths = wanted ?? DEFAULT_LENGTHS.filter((length) => length < count);
  const wrong = lengths.find((length) => !Number.isInteger(length) || length < 1 || length >= count);
  if (wrong !== undefined)
    throw new AppError('BAD_USER_INPUT', `a gap of ${wrong} of ${count} blocks is not possible; choose lengths from 1 to ${count - 1}`);
  const runs = lengths.flatMap((length) => Array.from({ length: count - length + 1 }, (_, start): Run => [start, start + length]));
  const blocksOf = ([start, end]: Run) => Array.from({ length: end - start }, (_, place) => start + place);
  return runs.filter((run) => findRemovalObstacle(structure, createRemoval({ blocks: blocksOf(run) })) === null);
}

/** What is collected for each run, and the repairs of runs before which nothing folds. */
function listGaps({ structure }: OpenedModel, runs: readonly Run[], kinds: readonly RepairKind[]) {
  const gaps: SurveyedGap[] = [];
  const refused: GapForecast[] = [];
  const folding = kinds.filter((kind) => getRepair(kind).moments === 'projection');
  const others = kinds.filter((kind) => !folding.includes(kind));
  const targets = new Map([...new Set(runs.map(([start]) => start))].map((start) => [start, findFoldTarget(structure, start)]));
  for (const run of runs) {
    if (others.length > 0) gaps.push({ run, kinds: others, added: null });
    const target = folding.length > 0 ? targets.get(run[0]) : undefined;
    if (target && 'added' in target) gaps.push({ run, kinds: folding, added: target.added });
    else if (target) refused.push({ run, repairs: [], refused: folding.map((kind) => ({ kind, reason: target.reason })) });
  }
  return { gaps, refused };
}

/** As few parts as possible whose sums over both texts fit into memory: two matrices for each gap and text. */
function divide(gaps: readonly SurveyedGap[], width: number): readonly (readonly SurveyedGap[])[] {
  const perPart = Math.max(1, Math.floor(SUM_BYTES / (2 * 2 * Float64Array.BYTES_PER_ELEMENT * width ** 2)));
  return Array.from({ length: Math.ceil(gaps.length / perPart) }, (_, part) => gaps.slice(part * perPart, (part + 1) * perPart));
}

const stateAt = (boundary: number): string => `lamina.survey_state/${boundary}`;
const addedBefore = (start: number): string => `lamina.survey_added/${start}`;

/** The whole model, with the stream at every gap and what projections add to it as its outputs. */
function openStates({ structure, mapped }: OpenedModel, gaps: readonly SurveyedGap[], options: SessionOptions): Promise<ModelSession> {
  const boundaries = [...new Set(gaps.flatMap(({ run }) => run))].sort((a, b) => a - b);
  const added = new Map(gaps.flatMap(({ run: [start], added }) => (added ? [[start, added] as const] : [])));
  const model = exposeSums(structure.model, [
    ...boundaries.map((boundary) => ({ of: [getAt(structure.boundaries, boundary)], as: stateAt(boundary) })),
    ...[...added].map(([start, of]) => ({ of, as: addedBefore(start) })),
  ]);
  return createSession(model, mapped.weightFolder, { threads: options.threads, providers: options.providers });
}

interface Survey {
  readonly session: ModelSession;
  readonly opened: OpenedModel;
  readonly batch: number;
  readonly multiply: MatrixProduct;
}

/** Yields numbers of windows. Where the first guess of a median was wrong, a gap is collected once more. */
type Finish = () => AsyncGenerator<number, CollectedMoments>;

/** Collects the sums of gaps in one pass over a text. The moments of each are made when they are asked for: they take as much memory again. */
async function* collectGaps(
  survey: Survey,
  gaps: readonly SurveyedGap[],
  windows: readonly Window[],
): AsyncGenerator<number, readonly Finish[]> {
  const collectors = yield* collectOnce(survey, gaps, windows);
  return gaps.map(
    (gap, place) =>
      async function* () {
        const first = await getAt(collectors, place).finish();
        return first.misjudged ? await getAt(yield* collectOnce(survey, [gap], windows, first.medians), 0).finish() : first;
      },
  );
}

async function* collectOnce(
  { session, opened, batch, multiply }: Survey,
  gaps: readonly SurveyedGap[],
  windows: readonly Window[],
  medians?: MedianLengths,
): AsyncGenerator<number, readonly MomentCollector[]> {
  const rotatesFor = (kinds: readonly RepairKind[]) => kinds.some((kind) => getRepair(kind).moments === 'rotated-stream');
  let collectors: readonly MomentCollector[] = [];
  const rows = windows.map(({ ids }) => ({ ids, next: 0 }));
  for await (const ran of runBatches(session, rows, batch, feedFactsOf(opened.source))) {
    const width = getAt(tensorOf(ran.outputs, stateAt(getAt(gaps, 0).run[0])).dims, 1);
    if (collectors.length === 0)
      collectors = gaps.map(({ kinds }) =>
        createMomentCollector({ width, balanced: false, rotates: rotatesFor(kinds), medians, multiply }),
      );
    const { read, isFirst } = readRealTokens(ran, width);
    const statesOf = (output: string): Float32Array => read(floatsOf(ran.outputs, output));
    for (const [place, { run, added }] of gaps.entries()) {
      const [entering, leaving] = [statesOf(stateAt(run[0])), statesOf(stateAt(run[1]))];
      await getAt(collectors, place).add({ entering, leaving, basis: added && statesOf(addedBefore(run[0])), isFirst });
    }
    yield ran.rows.length;
  }
  return collectors;
}

interface Forecasting {
  readonly rank: number;
  readonly tokenRule: SurveyTokenRule;
  readonly multiply: MatrixProduct;
}

async function forecast(
  { kinds }: SurveyedGap,
  { solved, unseen }: Readonly<Record<'solved' | 'unseen', CollectedMoments>>,
  { rank, tokenRule, multiply }: Forecasting,
): Promise<Pick<GapForecast, 'repairs' | 'refused'>> {
  const repairs: RepairForecast[] = [];
  const refused: { kind: RepairKind; reason: string }[] = [];
  const known = solved.moments[tokenRule];
  const { stepSquared, leavingSquared } = unseen.moments['no-sinks'];
  for (const kind of kinds) {
    try {
      const { operator, alpha } = await getRepair(kind).solve(known, { alpha: null, rank: Math.min(rank, known.width), multiply });
      const heldOutErrors = await measureErrors(operator, unseen.moments, multiply);
      const calibrationError = await repairErrorOf(operator, known, multiply);
      repairs.push({ kind, alpha, calibrationError, heldOutErrors, left: (heldOutErrors['no-sinks'] * stepSquared) / leavingSquared });
    } catch (error) {
      if (!(error instanceof AppError) || !getRepair(kind).settings.includes('alpha')) throw error;
      refused.push({ kind, reason: error.message });
    }
  }
  return { repairs, refused };
}
