import { getAt, getEntry } from '@lamina/errors';
import {
  BLOCK_MEASURES,
  type BlockMeasure,
  type BlockTerms,
  cosineOf,
  INFLUENCE_MEASURES,
  type InfluenceMeasure,
  type LayerSeries,
  LOSS_MEASURES,
  type LossMeasure,
  MEASURES,
  type Measure,
  meanMatrixOf,
  recordOf,
  type SeriesMeasure,
  SUBLAYER_MEASURES,
  type SublayerMeasure,
  summariseSeries,
} from '@lamina/metrics';
import type { Window } from '@lamina/models';
import type { Unit } from '@lamina/plans';
import {
  BLOCK_METRIC_OUTPUTS,
  type BlockStructure,
  listSublayers,
  PRODUCTS_PER_SUBLAYER,
  type Sublayers,
  TOKEN_LOSS_PORTS,
} from '@lamina/surgery';
import type { AloneLosses } from '../search/search-removals.ts';
import { floatsOf, type RanBatch } from '../session/batches.ts';

/** The measurements of one pass over a text: a series for each measure of blocks. Shapes: L blocks, S = L+1 states, W windows, U resampling units. */
export interface PassMeasurements
  extends Readonly<Record<BlockMeasure, LayerSeries>>,
    // Null where no block has such a sublayer. A block without it has no mean and no tokens, counted or undefined.
    Readonly<Record<SublayerMeasure, LayerSeries | null>> {
  /** The reason why no sublayer is measured; absent where one is. */
  readonly sublayersUnavailable?: string | undefined;
  /** float64[S] */
  readonly hiddenNorm: { readonly mean: readonly (number | null)[] };
  /** float64[S, S] */
  readonly cosineMatrix: readonly (readonly (number | null)[])[];
  /** float64[S, S], 0..1 */
  readonly angularLastToken: readonly (readonly (number | null)[])[];
  /** float64[W], nats: sum over positions 1 … T−1 of −ln p(token | the window before it); empty where losses were left out */
  readonly nllPerWindow: readonly number[];
  /** [U] the sums per document (per window where there is only one document), by measure; empty where its series is null */
  readonly units: Readonly<Record<InfluenceMeasure, readonly SeriesSums[]>>;
}

/** The same with the losses without each unit alone, null where they were not measured. */
export interface Measurements extends Omit<PassMeasurements, 'units'>, Readonly<Record<LossMeasure, LayerSeries | null>> {
  /** The resampling units of every bootstrap. */
  readonly units: Readonly<Record<SeriesMeasure, readonly SeriesSums[]>>;
}

/** Everything that a score run adds up, window by window. */
export interface ScoreSums {
  readonly units: readonly UnitSums[];
  readonly unitOf: (window: number) => UnitSums;
  /** The key that the windows of one resampling unit share. */
  readonly keyOf: (window: number) => number;
  readonly states: StateSums;
  /** The sublayers of blocks that are measured (listSublayers). */
  readonly measuredSublayers: readonly Unit[];
  readonly nllPerWindow: number[];
  readonly resamplingUnit: 'document' | 'window';
}

/** @param isRandom windows come in random order: then each of them is a draw of its own, whatever document it is of */
export function createScoreSums(
  windows: readonly Window[],
  { blocks, sublayers }: Pick<BlockStructure, 'blocks' | 'sublayers'>,
  { isRandom = false } = {},
): ScoreSums {
  const documents = new Set(windows.map(({ document }) => document));
  const resamplingUnit = documents.size > 1 && !isRandom ? 'document' : 'window';
  const keyOf = (window: number): number => (resamplingUnit === 'document' ? getAt(windows, window).document : window);
  const byKey = new Map<number, UnitSums>();
  for (const window of windows.keys()) if (!byKey.has(keyOf(window))) byKey.set(keyOf(window), createUnitSums(blocks.length));
  return {
    units: [...byKey.values()],
    keyOf,
    unitOf: (window) => getEntry(byKey, keyOf(window)),
    states: createStateSums(blocks.length),
    measuredSublayers: listSublayers(sublayers),
    nllPerWindow: new Array<number>(windows.length).fill(0),
    resamplingUnit,
  };
}

/** The sums of the first windows alone, where every window is a unit. */
export function takeWindows(sums: ScoreSums, windows: number): ScoreSums {
  return { ...sums, units: sums.units.slice(0, windows), nllPerWindow: sums.nllPerWindow.slice(0, windows) };
}

/** Adds the outputs of the measured graph for one batch. */
export function addBatch({ rows, lengths, width, outputs }: RanBatch, sums: ScoreSums): void {
  const gram = floatsOf(outputs, BLOCK_METRIC_OUTPUTS.gram);
  const steps = floatsOf(outputs, BLOCK_METRIC_OUTPUTS.stepSquared);
  const { sublayerProducts: sublayerPort } = BLOCK_METRIC_OUTPUTS;
  const products = sublayerPort in outputs ? floatsOf(outputs, sublayerPort) : new Float32Array();
  const { logProbability: lossPort } = TOKEN_LOSS_PORTS;
  const logProbability = lossPort in outputs ? floatsOf(outputs, lossPort) : null;
  const tokens = rows.length * width;
  const gramSize = gram.length / tokens;
  const stepSize = steps.length / tokens;
  const productSize = products.length / tokens;
  for (const [row, window] of rows.entries()) {
    const length = getAt(lengths, row);
    for (let position = 0; position < length; position += 1) {
      const token = row * width + position;
      addToken(
        {
          gram: gram.subarray(token * gramSize, (token + 1) * gramSize),
          stepSquared: steps.subarray(token * stepSize, (token + 1) * stepSize),
          sublayerProducts: products.subarray(token * productSize, (token + 1) * productSize),
          measuredSublayers: sums.measuredSublayers,
          isLastOfWindow: position === length - 1,
        },
        sums.unitOf(window),
        sums.states,
      );
      if (logProbability !== null && position < length - 1)
        sums.nllPerWindow[window] = getAt(sums.nllPerWindow, window) - (logProbability[token] as number);
    }
  }
}

/** Computes the measurements from the sums. */
export function summarise({ units, states, measuredSublayers, nllPerWindow }: ScoreSums, sublayers: Sublayers): PassMeasurements {
  const isMeasured = (name: InfluenceMeasure): boolean =>
    name in BLOCK_MEASURES || measuredSublayers.some(({ kind }) => kind === MEASURES[name].of);
  const sums = recordOf(INFLUENCE_MEASURES, (name) => (isMeasured(name) ? units.map((unit) => unit[name]) : []));
  const series = recordOf(INFLUENCE_MEASURES, (name) => (isMeasured(name) ? summariseSeries(sums[name]) : null));
  return {
    // Every block is measured, so that only series of sublayers can be null.
    ...(series as Pick<PassMeasurements, InfluenceMeasure>),
    sublayersUnavailable: sublayers.arrangement === null ? sublayers.reason : undefined,
    hiddenNorm: {
      mean: Array.from(states.norm, (sum, state) => MEASURES.hiddenNorm.fromSums({ sum, count: getAt(states.normCount, state) })),
    },
    cosineMatrix: meanMatrixOf(states.cosine, states.cosineCount),
    angularLastToken: meanMatrixOf(states.angular, states.angularCount),
    nllPerWindow,
    units: sums,
  };
}

const BLOCK_TERMS = Object.entries(BLOCK_MEASURES) as readonly (readonly [BlockMeasure, Pick<Measure<string, BlockTerms>, 'term'>])[];
const SUBLAYER_TERMS = Object.entries(SUBLAYER_MEASURES) as readonly (readonly [
  SublayerMeasure,
  (typeof SUBLAYER_MEASURES)[SublayerMeasure],
])[];
const { angularDistance, hiddenNorm } = MEASURES;

/** Sums of one resampling unit (a document or a window), by measure. All counts of a sublayer's measure are 0 where a block has no such sublayer. */
export type UnitSums = Readonly<Record<InfluenceMeasure, SeriesSums>>;

export type SeriesSums = Pick<LayerSeries, 'sum' | 'count' | 'undefinedCount'>;

/** The sums over everything that was scored. */
export interface StateSums {
  /** float64[L+1], and the number of tokens counted */
  readonly norm: Float64Array;
  readonly normCount: Float64Array;
  /** float64[(L+1)²] of cosines, and the number of tokens counted; only cells [a, b] with a ≤ b are filled */
  readonly cosine: Float64Array;
  readonly cosineCount: Float64Array;
  /** float64[(L+1)²] of arccos(cosine)/π at the last token of each window, and the number of windows counted; a ≤ b */
  readonly angular: Float64Array;
  readonly angularCount: Float64Array;
}

function createUnitSums(blocks: number): UnitSums {
  const series = (): SeriesSums => ({ sum: zeros(blocks), count: zeros(blocks), undefinedCount: zeros(blocks) });
  return recordOf(INFLUENCE_MEASURES, series);
}

function createStateSums(blocks: number): StateSums {
  const states = blocks + 1;
  const matrix = (): Float64Array => new Float64Array(states * states);
  return {
    norm: new Float64Array(states),
    normCount: new Float64Array(states),
    cosine: matrix(),
    cosineCount: matrix(),
    angular: matrix(),
    angularCount: matrix(),
  };
}

function zeros(length: number): number[] {
  return new Array<number>(length).fill(0);
}

/** The reductions of one token, as the graph returns them. */
interface TokenReductions {
  /** float32[states²] dot products, row-major; states = L+1, and one more where there is a final norm */
  readonly gram: Float32Array;
  /** float32[L] squared step lengths */
  readonly stepSquared: Float32Array;
  /** float32[3 H] dot products before and after each sublayer (createSublayerProducts); empty where blocks have no sublayers */
  readonly sublayerProducts: Float32Array;
  /** [H] */
  readonly measuredSublayers: readonly Unit[];
  readonly isLastOfWindow: boolean;
}

/**
 * Adds one token. A cosine with a zero, infinite or NaN state is undefined: it is counted as undefined and left out of the mean (metrics.md). Cosines
 * are computed in float64 from the float32 dot products.
 */
function addToken(
  { gram, stepSquared, sublayerProducts, measuredSublayers, isLastOfWindow }: TokenReductions,
  unit: UnitSums,
  all: StateSums,
): void {
  const blocks = stepSquared.length;
  const states = Math.round(Math.sqrt(gram.length));
  const dot = (a: number, b: number): number => gram[a * states + b] ?? Number.NaN;
  for (let block = 0; block < blocks; block += 1) {
    const next = block + 1;
    const final = block === blocks - 1 && states > blocks + 1 ? states - 1 : next;
    const before = dot(block, block);
    const step = stepSquared[block] ?? Number.NaN;
    for (const [name, measure] of BLOCK_TERMS)
      add(unit[name], block, measure.term(before, dot(block, next), dot(next, next), step, dot(block, final), dot(final, final)));
  }
  addSublayers(unit, measuredSublayers, sublayerProducts);
  for (let a = 0; a <= blocks; a += 1) {
    accumulate(all.norm, all.normCount, a, hiddenNorm.term(dot(a, a)));
    for (let b = a; b <= blocks; b += 1) {
      const cosine = cosineOf(dot(a, a), dot(a, b), dot(b, b));
      accumulate(all.cosine, all.cosineCount, a * (blocks + 1) + b, cosine);
      if (isLastOfWindow) accumulate(all.angular, all.angularCount, a * (blocks + 1) + b, angularDistance.term(cosine));
    }
  }
}

/** Adds the influence of sublayers. @param products float32[tokens, 3 H] of createSublayerProducts */
function addSublayers(unit: UnitSums, measuredSublayers: readonly Unit[], products: Float32Array): void {
  for (let start = 0; start < products.length; start += measuredSublayers.length * PRODUCTS_PER_SUBLAYER)
    for (const [place, { kind, block }] of measuredSublayers.entries()) {
      const at = start + place * PRODUCTS_PER_SUBLAYER;
      const [before, product, after] = [products[at] as number, products[at + 1] as number, products[at + 2] as number];
      for (const [name, measure] of SUBLAYER_TERMS) if (measure.of === kind) add(unit[name], block, measure.term(before, product, after));
    }
}

// Both are called for every token and pair of states: the lists are as long as the model has blocks, and are read unchecked.
function add(series: SeriesSums, block: number, value: number): void {
  const target = Number.isFinite(value) ? series.count : series.undefinedCount;
  target[block] = (target[block] as number) + 1;
  if (Number.isFinite(value)) series.sum[block] = (series.sum[block] as number) + value;
}

function accumulate(sums: Float64Array, counts: Float64Array, index: number, value: number): void {
  if (!Number.isFinite(value)) return;
  sums[index] = (sums[index] as number) + value;
  counts[index] = (counts[index] as number) + 1;
}

/** The text on which losses were measured. */
interface LossText {
  readonly windows: readonly Window[];
  /** The key that the windows of one resampling unit share. */
  readonly keyOf: (window: number) => number;
  /** L */
  readonly blocks: number;
}

const LOSS_NAMES = Object.keys(LOSS_MEASURES) as readonly LossMeasure[];

/** The series of every measure of losses, and the sums of its resampling units; null and empty where no unit of its kind was left out. */
export function summariseLosses(
  alone: AloneLosses | null,
  text: LossText,
): { readonly series: Pick<Measurements, LossMeasure>; readonly units: Readonly<Record<LossMeasure, readonly SeriesSums[]>> } {
  const units = recordOf(LOSS_NAMES, (name) => (alone === null ? [] : sumIncrease(name, alone, text)));
  return { series: recordOf(LOSS_NAMES, (name) => (units[name].length === 0 ? null : summariseSeries(units[name]))), units };
}

/**
 * The loss in nats that leaving out each unit adds over the predicted tokens, by resampling unit. If a unit cannot be left out (null), its tokens count as
 * undefined; if a block has no such unit, none are counted. Resampling units are in the order in which their keys first appear.
 */
function sumIncrease(
  name: LossMeasure,
  { units, base, without }: AloneLosses,
  { windows, keyOf, blocks }: LossText,
): readonly SeriesSums[] {
  const measure = LOSS_MEASURES[name];
  const measured = units.flatMap(({ kind, block }, place) => (kind === measure.of ? [{ block, losses: getAt(without, place) }] : []));
  if (measured.length === 0) return [];
  const sums = new Map<number, SeriesSums>();
  const zeros = (): number[] => new Array<number>(blocks).fill(0);
  for (const [window, { ids }] of windows.entries()) {
    const unit = sums.get(keyOf(window)) ?? { sum: zeros(), count: zeros(), undefinedCount: zeros() };
    sums.set(keyOf(window), unit);
    for (const { block, losses } of measured) {
      const increase = losses === null ? Number.NaN : measure.term(getAt(losses, window), getAt(base, window));
      const target = Number.isFinite(increase) ? unit.count : unit.undefinedCount;
      target[block] = getAt(target, block) + ids.length - 1;
      if (Number.isFinite(increase)) unit.sum[block] = getAt(unit.sum, block) + increase;
    }
  }
  return [...sums.values()];
}
