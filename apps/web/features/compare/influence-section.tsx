'use client';

import { toEnumName } from '@lamina/metrics';
import { useQueryStates } from 'nuqs';
import { type ReactNode, useMemo } from 'react';
import type { ComparisonResultFragment } from '../../generated/graphql.ts';
import { LineChart, type LineSeries } from '../chart/line-chart.tsx';
import { chooseScale } from '../chart/number-scale.ts';
import type { QuerySource } from '../query/query-source.ts';
import { toInterval } from '../ui/interval.ts';
import { numbers } from '../ui/numbers.ts';
import { Section } from '../ui/section.tsx';
import { Select } from '../ui/select.tsx';
import { type CompareMetric, compareParsers, METRIC, METRIC_AXES, METRIC_LABELS, METRICS } from './compare-params.ts';

export interface InfluenceSectionProps {
  readonly title: string;
  readonly result: ComparisonResultFragment;
  readonly query: QuerySource;
  /** The metrics to choose from; empty for a saved comparison, which does not change. */
  readonly metrics: readonly CompareMetric[];
}

const DEPTH: readonly [number, number] = [0, 1];

/** How much each layer of the models matters, by relative depth. */
export function InfluenceSection({ title, result, query, metrics }: InfluenceSectionProps): ReactNode {
  const [, setParams] = useQueryStates(compareParsers, { scroll: false });
  const series = useMemo(() => result.models.map(toSeries), [result]);
  const metric = METRICS.find((name) => toEnumName(name) === result.metric) ?? METRIC.blockInfluence;
  return (
    <Section id="influence" title={title} intro="Layers are aligned by relative depth, so that models of any size share one axis.">
      <LineChart
        name="influence"
        file={`${METRIC_LABELS[metric]} by relative depth`}
        title={series.map(describeLowest).join('; ')}
        series={series}
        summary={`${METRIC_LABELS[metric]} of each layer; low = redundant.`}
        xTitle="Relative depth (0 = first block, 1 = last)"
        yTitle={METRIC_AXES[metric]}
        yScale={chooseScale(series.flatMap(({ points }) => points.map(({ y }) => y)))}
        digits={4}
        xDomain={DEPTH}
        height={340}
        query={query}
        actions={
          metrics.length > 0 && (
            <Select
              label="Metric"
              value={metric}
              options={metrics.map((value) => ({ value, label: METRIC_LABELS[value] }))}
              onChange={(value) => setParams({ metric: value }, { shallow: false, history: 'push' })}
            />
          )
        }
      />
    </Section>
  );
}

function toSeries({ model, points }: ComparisonResultFragment['models'][number]): LineSeries {
  return {
    name: model.name,
    points: points.flatMap(({ relativeDepth, mean, standardError }) => {
      if (mean === null) return [];
      const interval = toInterval(mean, standardError);
      return [{ x: relativeDepth, y: mean, low: interval?.low ?? null, high: interval?.high ?? null }];
    }),
  };
}

function describeLowest({ name, points }: LineSeries): string {
  const [lowest] = points.toSorted((a, b) => a.y - b.y);
  return lowest ? `${name} is lowest at depth ${numbers.fixed(lowest.x, 2)}` : `${name} has no values`;
}
