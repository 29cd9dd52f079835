'use client';

import { type ReactNode, useMemo } from 'react';
import { ModelScoresDocument } from '../../generated/graphql.ts';
import { chooseScale } from '../chart/choose-scale.ts';
import { LineChart, type LineSeries } from '../chart/line-chart.tsx';
import { toQuerySource } from '../query/query-source.ts';
import { formatIndices } from '../ui/format.ts';
import panel from '../ui/panel.module.css';
import { Section } from '../ui/section.tsx';
import type { LayerScores } from './load-model.ts';
import { toUnitSeries } from './to-unit-series.ts';

export interface OtherUnitsSectionProps {
  readonly slug: string;
  readonly scores: LayerScores;
  readonly scoreRun: string;
}

const INTRO =
  'A block is an attention followed by an MLP. One of them may be redundant where the block is not: removing an attention also removes its KV cache. Each line is 1 − mean cosine between the residual stream before and after the unit; lower is more redundant, and bands are 95 % intervals.';
/** For hybrid models. */
const GAPS =
  'Not every block of this model has both: some mix tokens by something else, such as a convolution or a state space, and some have no MLP. There the lines have gaps.';

/** How many of the lowest units of each kind are named. */
const NAMED = 3;

/** Influence of attentions and MLPs beside whole blocks, in one chart. */
export function OtherUnitsSection({ slug, scores, scoreRun }: OtherUnitsSectionProps): ReactNode {
  const series = useMemo(
    () =>
      [
        toUnitSeries('Whole block', scores.blockInfluence.nodes),
        toUnitSeries('Attention alone', scores.attentionInfluence.nodes),
        toUnitSeries('MLP alone', scores.mlpInfluence.nodes),
      ].filter(({ points }) => points.length > 0),
    [scores],
  );
  const lacksHalves = series.length < 3 || series.some(({ points }) => points.length < scores.blockInfluence.nodes.length);
  const query = useMemo(() => toQuerySource(ModelScoresDocument, { slug, scoreRun }), [slug, scoreRun]);
  return (
    <Section id="units" title="What else could go?" intro={lacksHalves ? `${INTRO} ${GAPS}` : INTRO}>
      <LineChart
        name="units"
        title="Influence of blocks, attentions and MLPs"
        series={series}
        summary={series.map(summarize).join(' ')}
        xTitle="Block (0 is nearest the input)"
        yTitle="Influence (1 − mean cosine), lower is more redundant"
        yScale={chooseScale(series.flatMap(({ points }) => points.map(({ y }) => y)))}
        digits={4}
        wholeX
        height={320}
        query={query}
      />
    </Section>
  );
}

/** Why there is no such chart: the run does not say whether the model has halves, or whether nobody measured them. */
export function NoOtherUnits(): ReactNode {
  return (
    <Section id="units" title="What else could go?">
      <p className={panel.lead}>
        This score run has no influence of attentions and MLPs alone. Either no block of this model can be taken apart (a state space alone
        has no such halves, and in some models the residual stream itself passes through norms), or the run measured whole blocks only, as
        imported scores do. Whole blocks can be removed all the same.
      </p>
    </Section>
  );
}

function summarize({ name, points }: LineSeries): string {
  const lowest = points.toSorted((a, b) => a.y - b.y).slice(0, NAMED);
  const places = lowest.map(({ x }) => x).sort((a, b) => a - b);
  return `${name}: lowest at ${formatIndices(places)}.`;
}
