'use client';

import { type ReactNode, useMemo } from 'react';
import { LineChart, type LineChartProps } from '../chart/line-chart.tsx';
import { chooseScale } from '../chart/number-scale.ts';
import type { QuerySource } from '../query/query-source.ts';
import panel from '../ui/panel.module.css';
import type { Bits, BitsLines } from './read-bits.ts';

const DEPTH = 'Block (0 is nearest the input)';
const SUM = 'The divergence of a block is the sum of those of its attention and its MLP.';
const DIVERGENCE = 'Divergence, nats per token, log scale';

export interface BitsChartsProps {
  readonly slug: string;
  readonly bits: Bits;
  readonly roundingsQuery: QuerySource;
  readonly agreementsQuery: QuerySource;
}

/** Divergence of rounded attentions and MLPs by depth; below, the influence and the removal loss of the same blocks. */
export function BitsCharts({ slug, bits, roundingsQuery, agreementsQuery }: BitsChartsProps): ReactNode {
  const { attention, mlp, influence, loss, text } = bits;
  const rounded = `Divergence of the next tokens on ${text} from those of the whole model, with one part rounded alone.`;
  return (
    <div className={panel.pair}>
      <DepthChart
        name="bits-attention"
        slug={slug}
        lines={attention}
        yTitle={DIVERGENCE}
        yScale="log"
        summary={rounded}
        query={roundingsQuery}
      />
      <DepthChart name="bits-mlp" slug={slug} lines={mlp} yTitle={DIVERGENCE} yScale="log" summary={rounded} query={roundingsQuery} />
      {influence && (
        <DepthChart
          name="bits-influence"
          slug={slug}
          lines={influence}
          yTitle="Influence (1 − mean cosine)"
          summary={`How much each part changes the direction of what passes through it. ${SUM}`}
          query={agreementsQuery}
        />
      )}
      {loss && (
        <DepthChart
          name="bits-loss"
          slug={slug}
          lines={loss}
          yTitle="Loss increase, nats per token"
          summary={`How much the loss rises without each part. ${SUM}`}
          query={agreementsQuery}
        />
      )}
    </div>
  );
}

interface DepthChartProps extends Pick<LineChartProps, 'name' | 'yTitle' | 'summary' | 'query'> {
  readonly slug: string;
  readonly lines: BitsLines;
  /** Default: the one on which most values are told apart. */
  readonly yScale?: LineChartProps['yScale'];
}

function DepthChart({ slug, lines: { title, series }, yScale, ...frame }: DepthChartProps): ReactNode {
  const scale = useMemo(() => yScale ?? chooseScale(series.flatMap(({ points }) => points.map(({ y }) => y))), [series, yScale]);
  return (
    <LineChart
      {...frame}
      file={`${title}, ${slug}`}
      title={title}
      series={series}
      xTitle={DEPTH}
      yScale={scale}
      digits={5}
      wholeX
      height={260}
      bands={false}
    />
  );
}
