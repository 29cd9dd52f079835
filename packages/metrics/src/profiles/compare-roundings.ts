import { getEntry } from '@lamina/errors';
import { correlateRanks, type RankCorrelation } from '../agreement/correlate-ranks.ts';
import { MEASURES, type MeasureId } from '../measures/measures.ts';

/** A unit whose matrices alone went through a type. */
export interface RoundedLayer {
  /** 'attention', 'mlp', 'embedding' or 'head'. */
  readonly unit: string;
  /** Null for embedding and head. */
  readonly layerIndex: number | null;
  readonly type: string;
  /** The types of its matrices: others where the blocks of `type` do not divide their rows. */
  readonly storedTypes: readonly string[];
  /** Short name of the text. */
  readonly text: string;
  /** `rounding-divergence@1`; null where it is undefined. */
  readonly divergence: number | null;
}

/** A measure of one block, or of its attention or MLP. */
export interface ScoredLayer {
  readonly metric: string;
  readonly layerIndex: number;
  readonly mean: number | null;
}

export type ComparedUnit = keyof typeof SCORES;

/** How far roundings, and a score of what removal does, order the units of one kind alike. */
export interface RoundingAgreement extends RankCorrelation {
  readonly unit: ComparedUnit;
  readonly type: string;
  /** Text of the roundings. */
  readonly text: string;
  readonly metric: MeasureId;
  /** Blocks that have both values, in order. */
  readonly layers: readonly number[];
  readonly divergences: readonly number[];
  readonly scores: readonly number[];
}

/** Scores of the same units: what removing each costs, and how much each changes the stream. */
const SCORES = {
  block: [MEASURES.lossIncrease, MEASURES.blockInfluence],
  attention: [MEASURES.attentionLossIncrease, MEASURES.attentionInfluence],
  mlp: [MEASURES.mlpLossIncrease, MEASURES.mlpInfluence],
} as const;

/** Ids of the scores that roundings are compared with. */
export const ROUNDING_SCORES: readonly MeasureId[] = Object.values(SCORES).flatMap((measures) => measures.map(({ id }) => id));

/** Roundings on one text: the one with the most units; of equal ones the first by name. Empty without roundings. */
export function chooseRoundings<Row extends RoundedLayer>(rows: readonly Row[]): readonly Row[] {
  const texts = [...Map.groupBy(rows, ({ text }) => text)].toSorted(
    ([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1),
  );
  return texts.slice(0, 1).flatMap(([, ofText]) => ofText);
}

/**
 * The type that tells units apart best: of the types in which every matrix is stored, or else of all, the one of the largest divergences. Null without
 * roundings.
 */
export function chooseRoundingType(rows: readonly RoundedLayer[]): string | null {
  const types = [...Map.groupBy(rows, ({ type }) => type)].map(([type, units]) => ({
    type,
    isWhole: units.every(({ storedTypes }) => storedTypes.join() === type),
    // A divergence that is undefined tells nothing apart.
    sum: units.reduce((total, { divergence }) => total + (divergence ?? 0), 0),
  }));
  return types.toSorted((a, b) => Number(b.isWhole) - Number(a.isWhole) || b.sum - a.sum)[0]?.type ?? null;
}

/**
 * Compares roundings on one text with scores of the same blocks, attentions and MLPs, type by type. A block's divergence is the sum of those of its attention
 * and its MLP, which is close to that of both rounded together.
 * @param rows as chooseRoundings gives them
 * @param scores one run for each metric
 */
export function compareRoundings(rows: readonly RoundedLayer[], scores: readonly ScoredLayer[]): readonly RoundingAgreement[] {
  const byMetric = Map.groupBy(scores, ({ metric }) => metric);
  return [...Map.groupBy(rows, ({ type, text }) => JSON.stringify([type, text])).values()].flatMap((alike) =>
    (Object.keys(SCORES) as ComparedUnit[]).flatMap((unit) => {
      const divergences = divergencesOf(alike, unit);
      return SCORES[unit].flatMap(({ id }) => {
        // A measure without a run has no scores.
        const scored = (byMetric.get(id) ?? []).flatMap(({ layerIndex, mean }) => (mean === null ? [] : [{ layerIndex, mean }]));
        const shared = scored.filter(({ layerIndex }) => divergences.has(layerIndex)).toSorted((a, b) => a.layerIndex - b.layerIndex);
        const [first] = alike;
        if (shared.length < 2 || first === undefined) return [];
        const layers = shared.map(({ layerIndex }) => layerIndex);
        const values = layers.map((layer) => getEntry(divergences, layer));
        const means = shared.map(({ mean }) => mean);
        const agreement = { unit, type: first.type, text: first.text, metric: id, layers, divergences: values, scores: means };
        return [{ ...agreement, ...correlateRanks(values, means) }];
      });
    }),
  );
}

/** Divergence by block, of the units of a kind that have one. */
function divergencesOf(rows: readonly RoundedLayer[], unit: ComparedUnit): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  const parts = rows.filter((row) => row.layerIndex !== null && (unit === 'block' || row.unit === unit));
  for (const [layer, ofLayer] of Map.groupBy(parts, ({ layerIndex }) => layerIndex)) {
    const values = ofLayer.flatMap(({ divergence }) => (divergence === null ? [] : [divergence]));
    if (layer !== null && values.length === ofLayer.length)
      found.set(
        layer,
        values.reduce((sum, value) => sum + value, 0),
      );
  }
  return found;
}
