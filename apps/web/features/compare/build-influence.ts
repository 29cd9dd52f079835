import { estimateMean } from '@lamina/metrics';
import type { ComparisonResultFragment } from '../../generated/graphql.ts';
import type { LineSeries } from '../chart/line-chart.tsx';
import type { LinePoint } from '../chart/list-stretches.ts';
import { getSeriesStyle } from '../chart/series-style.ts';
import { toInterval } from '../ui/interval.ts';
import type { CompareEntry } from './compare-entry.ts';

/** A value at a relative depth: 0 = first block, 1 = last. */
interface DepthPoint {
  readonly relativeDepth: number;
  readonly mean: number | null;
}

/** Tolerance for rounding, so that 3 / 7 of one model equals 3 / 7 of another. */
const SAME_DEPTH = 1e-9;

/**
 * The depths at which models are summarised: those of the blocks of the model with the fewest blocks. The first and the last block are separate
 * depths. Every depth between them lies between inner blocks of each deeper model, so values of the first or last block are never mixed with their
 * neighbours.
 */
export function listCommonDepths(blockCounts: readonly number[]): number[] {
  const fewest = Math.min(...blockCounts);
  if (!Number.isFinite(fewest)) return [];
  return Array.from({ length: fewest }, (_, index) => (fewest === 1 ? 0 : index / (fewest - 1)));
}

/**
 * A model's value at a depth, interpolated between the two neighbouring blocks; null if one of them has no value. `points` must be in ascending
 * order.
 */
export function readProfile(points: readonly DepthPoint[], depth: number): number | null {
  const above = points.find(({ relativeDepth }) => relativeDepth >= depth - SAME_DEPTH);
  if (!above) return null;
  if (above.relativeDepth <= depth + SAME_DEPTH) return above.mean;
  const below = points.findLast(({ relativeDepth }) => relativeDepth < depth);
  if (!below || below.mean === null || above.mean === null) return null;
  const share = (depth - below.relativeDepth) / (above.relativeDepth - below.relativeDepth);
  return below.mean + share * (above.mean - below.mean);
}

type ComparedModel = ComparisonResultFragment['models'][number];

/**
 * Curves over relative depth. A model's curve shows its blocks with 95 % intervals. A family's curve shows the mean at the common depths, with the 95
 * % interval from the spread between its models, and each model as a thin line.
 */
export function buildInfluence(entries: readonly CompareEntry[], result: ComparisonResultFragment): LineSeries[] {
  const models = new Map(result.models.map((model) => [model.model.slug, model]));
  const membersOf = (entry: CompareEntry) => entry.members.map(({ slug }) => models.get(slug)).filter((model) => model !== undefined);
  const families = entries.filter(({ kind }) => kind === 'family');
  const depths = listCommonDepths(families.flatMap(membersOf).map(({ points }) => points.length));
  const alone = new Set(entries.filter(({ kind }) => kind === 'model').map(({ slug }) => slug));
  const styleOf = (entry: CompareEntry) => getSeriesStyle(entries.indexOf(entry));
  const thin = families.flatMap((entry) =>
    membersOf(entry)
      .filter(({ model }) => !alone.has(model.slug))
      .map((member) => ({ name: `${member.model.name} (of ${entry.label})`, points: toLine(member), isThin: true, style: styleOf(entry) })),
  );
  const main = entries.map((entry) => {
    const members = membersOf(entry);
    const points = entry.kind === 'model' ? members.flatMap(listBlockPoints) : summariseMembers(members, depths);
    return { name: entry.label, points, style: styleOf(entry) };
  });
  // Thin lines come first, so that they are drawn below the others; the legend shows only the others.
  return [...thin, ...main];
}

function listBlockPoints({ points }: ComparedModel): LinePoint[] {
  return points.flatMap(({ relativeDepth, mean, standardError }) => {
    if (mean === null) return [];
    const interval = toInterval(mean, standardError);
    return [{ x: relativeDepth, y: mean, low: interval?.low ?? null, high: interval?.high ?? null }];
  });
}

function toLine({ points }: ComparedModel): LinePoint[] {
  return points.flatMap(({ relativeDepth, mean }) => (mean === null ? [] : [{ x: relativeDepth, y: mean, low: null, high: null }]));
}

/** The mean over the models that have a value at a depth, with its interval. */
function summariseMembers(members: readonly ComparedModel[], depths: readonly number[]): LinePoint[] {
  return depths.flatMap((depth) => {
    const values = members.map(({ points }) => readProfile(points, depth)).filter((value) => value !== null);
    if (values.length === 0) return [];
    const { mean, interval } = estimateMean(values);
    // Influence cannot be negative, but an interval from few models may be, so it is clipped.
    return [{ x: depth, y: mean, low: interval && Math.max(interval.low, 0), high: interval?.high ?? null }];
  });
}
