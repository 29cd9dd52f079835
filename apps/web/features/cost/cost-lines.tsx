'use client';

import { type ReactNode, useMemo } from 'react';
import { LineChart } from '../chart/line-chart.tsx';
import { countUnits } from '../pruning/unit-sets.ts';
import { numbers } from '../ui/numbers.ts';
import { Section } from '../ui/section.tsx';
import type { LoadedCost } from './load-costs.ts';
import { writeTimes } from './read-cost.ts';

const WHOLE = [{ y: 1, label: 'the whole model' }];

/** What removing blocks of lowest influence costs several models, by the share of their blocks. */
export function CostLines({ costs }: { readonly costs: readonly LoadedCost[] }): ReactNode {
  const series = useMemo(
    () =>
      costs.flatMap(({ influence, model, units }) =>
        influence === null
          ? []
          : [
              {
                name: model.name,
                points: influence.points.map(({ removed, ratio, low, high }) => ({
                  x: (100 * removed) / countUnits(units, model.blockCount),
                  y: ratio,
                  low,
                  high,
                })),
              },
            ],
      ),
    [costs],
  );
  const [first] = costs;
  const ends = series.flatMap(({ name, points }) => {
    const last = points.at(-1);
    return last ? [`${name} ${writeTimes(last.y)} without ${numbers.percent(last.x / 100, 0)}`] : [];
  });
  if (first === undefined || series.length === 0) return null;
  return (
    <Section id="cost" title="What does removing blocks cost?">
      <LineChart
        name="costs"
        file="Cost of removed blocks by model"
        title={`Perplexity: ${ends.join(', ')}`}
        series={series}
        summary={`Perplexity without the blocks of lowest influence ÷ that of the whole model, on ${[...new Set(costs.map(({ model }) => model.text))].join(', ')}.`}
        xTitle="Blocks removed, %"
        yTitle="Times the perplexity, log scale"
        yScale="log"
        digits={2}
        height={320}
        references={WHOLE}
        query={first.query}
      />
    </Section>
  );
}
