'use client';

import { type ReactNode, useMemo } from 'react';
import { LineChart, type LineSeries } from '../chart/line-chart.tsx';
import type { SeriesStyle } from '../chart/series-style.ts';
import { countUnits, describeUnits, getUnitSetNoun } from '../pruning/unit-sets.ts';
import type { LoadedCost } from './load-costs.ts';

/** How far above the chosen units random draws are drawn. */
const ROOM = 4;
const WHOLE = [{ y: 1, label: 'the whole model' }];

/** Cost by number of removed units, on a log scale: at most three lines, and the band of the random draws. Its finding is its title. */
export function CostChart({ cost, title = cost.finding }: { readonly cost: LoadedCost; readonly title?: string }): ReactNode {
  const { units, text, influence, best, random, model, query } = cost;
  const series = useMemo(
    () => [
      ...toSeries(random, 'at random, geometric mean (band: all draws)', { color: 'var(--series-4)', symbol: 'circle', dash: '2 3' }),
      ...toSeries(influence, 'by influence', { color: 'var(--series-1)', symbol: 'circle', dash: 'none' }),
      ...toSeries(best, best === null ? '' : `by ${best.name.toLowerCase()}, the best other`, {
        color: 'var(--series-2)',
        symbol: 'square',
        dash: '7 3',
      }),
    ],
    [random, influence, best],
  );
  const noun = getUnitSetNoun(units);
  const chosen = [influence, best].flatMap((line) => (line === null ? [] : line.points.map(({ factor }) => factor)));
  return (
    <LineChart
      name={`cost-${model.slug}-${units}`}
      file={`Cost of removed ${noun}, ${model.slug}, ${text}`}
      title={title}
      series={series}
      summary={`${model.name}: perplexity on ${text} without ${noun} ÷ that of the whole model.`}
      xTitle={`Removed ${noun} (of ${countUnits(units, model.blockCount)})`}
      yTitle="Times the perplexity, log scale"
      yScale="log"
      digits={2}
      wholeX
      height={260}
      bands={false}
      // Some random draws ruin the model: the lines that matter keep most of the height.
      ceiling={ROOM * Math.max(1.2, ...chosen)}
      references={WHOLE}
      query={query}
    />
  );
}

function toSeries(line: LoadedCost['best'], name: string, style: SeriesStyle): readonly LineSeries[] {
  if (line === null) return [];
  const points = line.points.map(({ removed: x, factor: y, low, high, draws, pruning }) => {
    const words = pruning === null ? `${draws} draws` : describeUnits(pruning);
    return { x, y, low, high, words };
  });
  return [{ name, style, points }];
}
