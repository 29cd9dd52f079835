import type { LineSeries } from '../chart/line-chart.tsx';
import type { Numbers } from '../ui/numbers.ts';

/** The chart in one sentence, for those who do not see it: each curve's value at its first and last pruning. */
export function describeCurves(series: readonly LineSeries[], what: string, digits: number, numbers: Numbers): string {
  const sentences = series.map(({ name, points }) => {
    const first = points[1];
    const last = points.at(-1);
    if (!first || !last) return `${name} has no pruning yet`;
    if (first === last) return `${name} is at ${numbers.fixed(first.y, digits)} with ${first.x} removed`;
    return `${name} goes from ${numbers.fixed(first.y, digits)} at ${first.x} removed to ${numbers.fixed(last.y, digits)} at ${last.x}`;
  });
  return `${what} against removed blocks. ${sentences.join('; ')}. The table of prunings holds every value.`;
}
