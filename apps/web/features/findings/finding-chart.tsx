'use client';

import type { ReactNode } from 'react';
import type { FindingsQuery } from '../../generated/graphql.ts';
import { LineChart } from '../chart/line-chart.tsx';
import type { QuerySource } from '../query/query-source.ts';

export interface FindingProps {
  readonly finding: FindingsQuery['findings'][number];
  readonly query: QuerySource;
}

/** The lines of a finding. Points that no line joins are in its table. */
export function FindingChart({ finding: { id, model, question, sentence, chart }, query }: FindingProps): ReactNode {
  if (!chart.isJoined || chart.series.length === 0) return null;
  return (
    <LineChart
      name={`finding-${id}-${model.slug}`}
      file={`${question} ${model.name}`}
      title={`${model.name}: ${chart.y.title.toLowerCase()}`}
      series={chart.series}
      summary={sentence}
      xTitle={chart.x.title}
      yTitle={chart.y.title}
      yScale={chart.y.isLogarithmic ? 'log' : 'linear'}
      digits={2}
      wholeX={chart.x.isWhole}
      height={280}
      query={query}
    />
  );
}
