import { getAt, getEntry } from '@lamina/errors';
import { type InfluenceMeasure, type LayerSeries, MEASURES, meanMatrixOf, summariseSeries } from '@lamina/metrics';
import type { Unit } from '@lamina/plans';
import { BLOCK_METRIC_OUTPUTS, type BlockStructure, listHalves, type Sublayers, TOKEN_LOSS_PORTS } from '@lamina/surgery';
import { floatsOf, type RanBatch } from '../session/run-batches.ts';
import type { Window } from '../text/windows.ts';
import { addToken, createStateSums, createUnitSums, type SeriesSums, type StateSums, type UnitSums } from './metric-sums.ts';

/** The measured part of a score. Shapes: L blocks, S = L+1 states, W windows, U resampling units. */
export interface Measurements {
  readonly blockInfluence: LayerSeries;
  readonly blockInfluenceFinalNorm: LayerSeries;
  readonly relativeMagnitude: LayerSeries;
  /**
   * 1 − mean cosine of the stream before and after the attention half (attention-influence@1; LLM-Drop, arXiv 2406.15786). A block without an attention
   * half has no mean and no tokens, counted or undefined; null where no block has one.
   */
  readonly attentionInfluence: LayerSeries | null;
  /** The same for the MLP half (mlp-influence@1) */
  readonly mlpInfluence: LayerSeries | null;
  /** The reason why both are null; absent where one is not. */
  readonly sublayersUnavailable?: string | undefined;
  /** float64[S] */
  readonly hiddenNorm: { readonly mean: readonly (number | null)[] };
  /** float64[S, S] */
  readonly cosineMatrix: readonly (readonly (number | null)[])[];
  /** float64[S, S], 0..1 */
  readonly angularLastToken: readonly (readonly (number | null)[])[];
  /** float64[W], nats: sum over positions 1 … T−1 of −ln p(token | the window before it); empty where losses were left out */
  readonly nllPerWindow: readonly number[];
  /** [U] the sums per document (per window where there is only one document): the resampling units of every bootstrap */
  readonly units: readonly MeasuredUnit[];
}

/** A sublayer's sums are null where no block has such a sublayer. */
export type MeasuredUnit = Omit<UnitSums, 'attentionInfluence' | 'mlpInfluence'> & {
  readonly attentionInfluence: SeriesSums | null;
  readonly mlpInfluence: SeriesSums | null;
};

/** Everything that a score run adds up, window by window. */
export interface ScoreSums {
  readonly units: readonly UnitSums[];
  readonly unitOf: (window: number) => UnitSums;
  /** The key that the windows of one resampling unit share. */
  readonly keyOf: (window: number) => number;
  readonly states: StateSums;
  /** The halves of blocks that are measured (listHalves). */
  readonly halves: readonly Unit[];
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
    halves: listHalves(sublayers),
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
  const { halfProducts: halfPort } = BLOCK_METRIC_OUTPUTS;
  const products = halfPort in outputs ? floatsOf(outputs, halfPort) : new Float32Array();
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
          halfProducts: products.subarray(token * productSize, (token + 1) * productSize),
          halves: sums.halves,
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
export function summarise({ units, states, halves, nllPerWindow }: ScoreSums, sublayers: Sublayers): Measurements {
  const [hasAttention, hasMlp] = ['attention', 'mlp'].map((kind) => halves.some((half) => half.kind === kind));
  const seriesOf = (name: InfluenceMeasure): LayerSeries => summariseSeries(units.map((unit) => unit[name]));
  return {
    blockInfluence: seriesOf('blockInfluence'),
    blockInfluenceFinalNorm: seriesOf('blockInfluenceFinalNorm'),
    relativeMagnitude: seriesOf('relativeMagnitude'),
    attentionInfluence: hasAttention ? seriesOf('attentionInfluence') : null,
    mlpInfluence: hasMlp ? seriesOf('mlpInfluence') : null,
    sublayersUnavailable: sublayers.arrangement === null ? sublayers.reason : undefined,
    hiddenNorm: {
      mean: Array.from(states.norm, (sum, state) => MEASURES.hiddenNorm.fromSums({ sum, count: getAt(states.normCount, state) })),
    },
    cosineMatrix: meanMatrixOf(states.cosine, states.cosineCount),
    angularLastToken: meanMatrixOf(states.angular, states.angularCount),
    nllPerWindow,
    units: units.map((unit) => ({
      ...unit,
      attentionInfluence: hasAttention ? unit.attentionInfluence : null,
      mlpInfluence: hasMlp ? unit.mlpInfluence : null,
    })),
  };
}
