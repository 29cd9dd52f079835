'use client';

import { writeFactor } from '@lamina/benchmarks';
import { joinWords } from '@lamina/plans';
import { type ReactNode, useMemo } from 'react';
import { LineChart } from '../chart/line-chart.tsx';
import { countUnits } from '../pruning/unit-sets.ts';
import { numbers } from '../ui/numbers.ts';
import { Section } from '../ui/section.tsx';
import type { LoadedCost } from './load-costs.ts';

const WHOLE = [{ y: 1, label: 'the whole model' }];

export interface CostLinesProps {
  readonly costs: readonly LoadedCost[];
  /** All models that the page is about: those without a line are named. */
  readonly models: readonly { readonly slug: string; readonly name: string }[];
}

/** The cost of removing blocks of lowest influence from several models, by the share of their blocks. */
export function CostLines({ costs, models }: CostLinesProps): ReactNode {
  const series = useMemo(() => costs.flatMap(toSeries), [costs]);
  const [first] = costs;
  const ends = series.flatMap(({ name, points }) => {
    const last = points.at(-1);
    return last ? [`${name} ${writeFactor(last.y)} without ${numbers.percent(last.x / 100, 0)}`] : [];
  });
  if (first === undefined || series.length === 0) return null;
  const drawn = costs.filter(({ influence }) => influence !== null);
  const missing = models.filter(({ slug }) => drawn.every(({ model }) => model.slug !== slug));
  return (
    <Section
      id="cost"
      title="What does removing blocks cost?"
      intro={
        missing.length > 0 &&
        `Removing the blocks of lowest influence is not measured yet for ${joinWords(missing.map(({ name }) => name))}.`
      }
    >
      <LineChart
        name="costs"
        file="Cost of removed blocks by model"
        title={`Perplexity: ${ends.join(', ')}`}
        series={series}
        summary={`Perplexity without the blocks of lowest influence ÷ that of the whole model, on ${[...new Set(drawn.map(({ text }) => text))].join(', ')}.`}
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

/** The line of one model; none where nothing was removed by influence. */
function toSeries({ influence, model, units }: LoadedCost) {
  if (influence === null) return [];
  const count = countUnits(units, model.blockCount);
  const points = influence.points.map(({ removed, factor, low, high }) => ({ x: (100 * removed) / count, y: factor, low, high }));
  return [{ name: model.name, points }];
}
