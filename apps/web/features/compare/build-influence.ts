import type { ComparisonResultFragment } from '../../generated/graphql.ts';
import type { LinePoint, LineSeries } from '../chart/line-chart.tsx';
import type { SeriesStyle } from '../chart/series-style.ts';
import { toInterval } from '../ui/interval.ts';
import { type CompareEntry, getEntryKey } from './compare-entry.ts';

/** One curve per entry over relative depth: a model's layers with their 95 % intervals, a family's mean per range of depth with its models' extremes. */
export function buildInfluence(
  entries: readonly CompareEntry[],
  result: ComparisonResultFragment,
  styles: ReadonlyMap<string, SeriesStyle>,
): LineSeries[] {
  return entries.map((entry) => {
    const style = styles.get(getEntryKey(entry));
    const points = entry.kind === 'model' ? listLayerPoints(entry, result) : listFamilyPoints(entry, result);
    return { name: entry.label, points, ...(style && { style }) };
  });
}

function listLayerPoints({ slug }: CompareEntry, { models }: ComparisonResultFragment): LinePoint[] {
  const points = models.find(({ model }) => model.slug === slug)?.points ?? [];
  return points.flatMap(({ relativeDepth, mean, standardError }) =>
    mean === null
      ? []
      : [
          {
            x: relativeDepth,
            y: mean,
            low: toInterval(mean, standardError)?.low ?? null,
            high: toInterval(mean, standardError)?.high ?? null,
          },
        ],
  );
}

function listFamilyPoints({ members }: CompareEntry, { bins }: ComparisonResultFragment): LinePoint[] {
  const slugs = new Set(members.map(({ slug }) => slug));
  return bins.flatMap(({ low, high, cells }) => {
    const means = cells.flatMap((cell) => (slugs.has(cell.slug) && cell.mean !== null ? [cell.mean] : []));
    if (means.length === 0) return [];
    const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
    return [{ x: (low + high) / 2, y: mean, low: Math.min(...means), high: Math.max(...means) }];
  });
}
