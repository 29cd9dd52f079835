'use client';

import type { ReactNode } from 'react';
import type { FindingsQuery } from '../../generated/graphql.ts';
import { LineChart } from '../chart/line-chart.tsx';
import type { QuerySource } from '../query/query-source.ts';
import { countOf } from '../ui/format.ts';

export interface FindingProps {
  readonly finding: FindingsQuery['findings'][number];
  readonly query: QuerySource;
}

/** The values behind a finding. */
export function FindingChart({ finding: { id, model, question, count, chart }, query }: FindingProps): ReactNode {
  return (
    <LineChart
      name={`finding-${id}-${model.slug}`}
      file={`${question} ${model.name}`}
      title={model.name}
      series={chart.series}
      summary={`${chart.y.title} by ${chart.x.title.toLowerCase()}: ${countOf(count, 'value')}.`}
      xTitle={chart.x.title}
      yTitle={chart.y.title}
      xScale={chart.x.isLogarithmic ? 'log' : 'linear'}
      yScale={chart.y.isLogarithmic ? 'log' : 'linear'}
      digits={2}
      wholeX={chart.x.isWhole}
      joined={chart.isJoined}
      height={280}
      query={query}
    />
  );
}
