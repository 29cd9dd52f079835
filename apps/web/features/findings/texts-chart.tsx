'use client';

import { type ReactNode, useMemo } from 'react';
import { LineChart } from '../chart/line-chart.tsx';
import { chooseScale } from '../chart/number-scale.ts';
import type { QuerySource } from '../query/query-source.ts';
import type { TextScores } from './read-findings.ts';

export interface TextsChartProps {
  readonly title: string;
  readonly slug: string;
  readonly texts: readonly TextScores[];
  readonly query: QuerySource;
}

/** Block influence by depth, one line per text; at most four. */
export function TextsChart({ title, slug, texts, query }: TextsChartProps): ReactNode {
  const series = useMemo(
    () =>
      texts.slice(0, 4).map(({ text, means }) => ({
        name: text,
        points: means.map(({ layerIndex, mean }) => ({ x: layerIndex, y: mean, low: null, high: null })),
      })),
    [texts],
  );
  return (
    <LineChart
      name={`texts-${slug}`}
      file={`Influence by text, ${slug}`}
      title={title}
      series={series}
      summary="Block influence on each calibration text."
      xTitle="Block (0 is nearest the input)"
      yTitle="Block influence"
      yScale={chooseScale(series.flatMap(({ points }) => points.map(({ y }) => y)))}
      digits={4}
      wholeX
      height={260}
      query={query}
    />
  );
}
