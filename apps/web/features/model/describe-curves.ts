import type { LineSeries } from '../chart/line-chart.tsx';
import type { Numbers } from '../ui/numbers.ts';

/** Above this perplexity the model is useless, and the exact value has no meaning. */
const RUINED = 10_000;

/** A text summary of the chart for screen readers: the best strategy at the fewest and at the most removed blocks. */
export function describeCurves(
  series: readonly LineSeries[],
  { dense, ceiling }: { readonly dense: number; readonly ceiling: number },
  numbers: Numbers,
): string {
  const isCut = series.some(({ points }) => points.some(({ y }) => y > ceiling));
  const counts = series.flatMap(({ points }) => points.map(({ x }) => x)).filter((x) => x > 0);
  const ends = counts.length === 0 ? [] : [...new Set([Math.min(...counts), Math.max(...counts)])];
  const sentences = ends.flatMap((count) => {
    const there = series.flatMap(({ name, points }) => points.filter(({ x }) => x === count).map(({ y }) => ({ name, y })));
    const [best] = there.toSorted((a, b) => a.y - b.y);
    if (!best) return [];
    const value = best.y > RUINED ? `more than ${numbers.integer(RUINED)}` : numbers.significant(best.y);
    return [`With ${count} removed ${best.name} is lowest: ${value}.`];
  });
  const cut = isCut ? [`Lines that leave the chart at the top have more than ${numbers.significant(ceiling)}.`] : [];
  return [`Lower is better; the whole model has ${numbers.significant(dense)}.`, ...sentences, ...cut].join(' ');
}
