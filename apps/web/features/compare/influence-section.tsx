'use client';

import { toEnumName } from '@lamina/metrics';
import { useQueryStates } from 'nuqs';
import { type ReactNode, useMemo } from 'react';
import type { ComparisonResultFragment } from '../../generated/graphql.ts';
import { LineChart } from '../chart/line-chart.tsx';
import { chooseScale } from '../chart/number-scale.ts';
import type { QuerySource } from '../query/query-source.ts';
import { numbers } from '../ui/numbers.ts';
import { Section } from '../ui/section.tsx';
import { Select } from '../ui/select.tsx';
import { buildInfluence } from './build-influence.ts';
import type { CompareEntry } from './compare-entry.ts';
import { type CompareMetric, compareParsers, METRIC, METRIC_AXES, METRIC_LABELS, METRICS } from './compare-params.ts';

export interface InfluenceSectionProps {
  readonly title: string;
  readonly entries: readonly CompareEntry[];
  readonly result: ComparisonResultFragment;
  readonly query: QuerySource;
  /** The metrics to choose from; empty for a saved comparison, which does not change. */
  readonly metrics: readonly CompareMetric[];
}

const DEPTH: readonly [number, number] = [0, 1];

/** How much each layer of the entries matters, by relative depth; more than four entries have a panel each. */
export function InfluenceSection({ title, entries, result, query, metrics }: InfluenceSectionProps): ReactNode {
  const [{ scale: chosenScale }, setParams] = useQueryStates(compareParsers, { scroll: false });
  const series = useMemo(() => buildInfluence(entries, result), [entries, result]);
  const scale = chosenScale ?? chooseScale(series.flatMap(({ points }) => points.map(({ y }) => y)));
  const metric = METRICS.find((name) => toEnumName(name) === result.metric) ?? METRIC.blockInfluence;
  return (
    <Section id="influence" title={title} intro="Layers are aligned by relative depth, so that models of any size share one axis.">
      <LineChart
        name="influence"
        file={`${METRIC_LABELS[metric]} by relative depth`}
        title={`${METRIC_LABELS[metric]} by relative depth`}
        series={series}
        summary={summarize(series)}
        xTitle="Relative depth (0 = first block, 1 = last)"
        yTitle={METRIC_AXES[metric]}
        yScale={scale}
        digits={4}
        xDomain={DEPTH}
        panels
        height={340}
        query={query}
        actions={
          <>
            {metrics.length > 0 && (
              <Select
                label="Metric"
                value={metric}
                options={metrics.map((value) => ({ value, label: METRIC_LABELS[value] }))}
                onChange={(value) => setParams({ metric: value }, { shallow: false, history: 'push' })}
              />
            )}
            <Select
              label="Scale"
              value={scale}
              options={[
                { value: 'linear', label: 'Linear' },
                { value: 'log', label: 'Log' },
              ]}
              onChange={(value) => setParams({ scale: value })}
            />
          </>
        }
      />
    </Section>
  );
}

function summarize(series: ReturnType<typeof buildInfluence>): string {
  const main = series.filter(({ isThin }) => !isThin);
  const sentences = main.map(({ name, points }) => {
    const lowest = points.toSorted((a, b) => a.y - b.y)[0];
    return lowest ? `${name} is lowest at depth ${numbers.fixed(lowest.x, 2)} with ${numbers.fixed(lowest.y, 4)}` : `${name} has no values`;
  });
  const families =
    main.length < series.length
      ? ' Thin lines are the models of a family. The thick line is their mean, and the band is its 95 % interval over models (Student’s t).'
      : '';
  return `${sentences.join('; ')}.${families}`;
}
