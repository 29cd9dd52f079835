import { getAt } from '@lamina/errors';
import { alignByDepth, measureAgreement } from '@lamina/metrics';
import type { RunCandidate, RunPoint } from './comparison-statements.ts';
import type { ComparisonBin, ComparisonView, ModelComparison } from './model-comparison.type.ts';

interface Side {
  readonly run: RunCandidate;
  readonly points: readonly RunPoint[];
}

/** The comparison of the chosen runs, in their order; at least one run. */
export function buildComparison(
  runs: readonly RunCandidate[],
  points: readonly RunPoint[],
  { metric, binCount, lowestCount }: Omit<ComparisonView, 'scoreRunKeys'>,
): ModelComparison {
  const [first] = runs;
  if (first === undefined) throw new Error('No run of the comparison is stored any more');
  const byRun = Map.groupBy(points, ({ scoreRunKey }) => scoreRunKey);
  // A run that has not the metric has no points.
  const sides = runs.map((run) => ({ run, points: byRun.get(run.scoreRunKey) ?? [] }));
  return {
    metric,
    lane: first.lane,
    lowestCount,
    models: sides.map(({ run, points: own }) => ({ modelKey: run.modelKey, scoreRunKey: run.scoreRunKey, points: own })),
    bins: listBins(sides, binCount),
    agreements: sides.flatMap((one, place) =>
      sides.slice(place + 1).map((second) => ({
        first: one.run.slug,
        second: second.run.slug,
        ...measureAgreement(one.points, second.points, { binCount, lowestCount }),
      })),
    ),
  };
}

function listBins(sides: readonly Side[], binCount: number): readonly ComparisonBin[] {
  const aligned = sides.map(({ run, points }) => ({ slug: run.slug, cells: alignByDepth(points, binCount) }));
  return Array.from({ length: binCount }, (_, bin) => ({
    low: bin / binCount,
    high: (bin + 1) / binCount,
    cells: aligned.map(({ slug, cells }) => ({ slug, ...getAt(cells, bin) })),
  }));
}
