'use client';

import { useQueryStates } from 'nuqs';
import { type ReactNode, useMemo } from 'react';
import { ModelScoresDocument } from '../../generated/graphql.ts';
import { LineChart, type LineSeries } from '../chart/line-chart.tsx';
import { chooseScale } from '../chart/number-scale.ts';
import { toQuerySource } from '../query/query-source.ts';
import { formatIndices } from '../ui/format.ts';
import { numbers } from '../ui/numbers.ts';
import { Section } from '../ui/section.tsx';
import { Select } from '../ui/select.tsx';
import type { LayerScoreFacts, LayerScores, ScoreRunFacts } from './load-model.ts';
import { modelParsers } from './model-params.ts';
import { describeSettlement } from './write-reproduction.ts';

/** How many of the lowest units of each kind are named. */
const NAMED = 3;

export interface WhereProps {
  readonly slug: string;
  readonly scores: LayerScores;
  readonly run: ScoreRunFacts;
  /** The kind of each block. */
  readonly kinds: readonly string[];
}

/** Influence of blocks, attentions and MLPs by depth, in one chart; the blocks of a hybrid have a mark of their kind. */
export function Where({ slug, scores, run, kinds }: WhereProps): ReactNode {
  const [{ scale: chosen }, setParams] = useQueryStates(modelParsers, { scroll: false });
  const series = useMemo(
    () =>
      [
        toSeries('Whole block', scores.blockInfluence.nodes),
        toSeries('Attention alone', scores.attentionInfluence.nodes),
        toSeries('MLP alone', scores.mlpInfluence.nodes),
      ].filter(({ points }) => points.length > 0),
    [scores],
  );
  const query = useMemo(() => toQuerySource(ModelScoresDocument, { slug, scoreRun: run.id }), [slug, run.id]);
  const scale = chosen ?? chooseScale(series.flatMap(({ points }) => points.map(({ y }) => y)));
  const [blocks, attentions] = series;
  const title = [
    blocks && `Blocks ${listLowest(blocks)} change the stream least`,
    attentions && series.length > 1 && `${attentions.name === 'Attention alone' ? 'attentions' : 'MLPs'}: ${listLowest(attentions)}`,
  ]
    .filter(Boolean)
    .join('; ');
  return (
    <Section
      id="where"
      title="Where is the model redundant?"
      intro={`How much each part changes the direction of what passes through it: 1 − mean cosine. Low means redundant.${series.length === 1 ? ' The attentions and MLPs of this model were not measured alone, or its blocks have none.' : ''}`}
      actions={
        <Select
          label="Scale"
          value={scale}
          options={[
            { value: 'linear', label: 'Linear' },
            { value: 'log', label: 'Log' },
          ]}
          onChange={(value) => setParams({ scale: value })}
        />
      }
    >
      <LineChart
        name="influence"
        file={`Influence by depth, ${slug}`}
        title={title}
        series={series}
        summary={`Measured on ${numbers.integer(run.tokenCount)} tokens of ${run.calibration.calibrationSet.name}.${run.settlement === null ? '' : ` ${describeSettlement(run.settlement)}`}`}
        xTitle="Block (0 is nearest the input)"
        yTitle="Influence (1 − mean cosine)"
        yScale={scale}
        digits={4}
        wholeX
        kinds={kinds}
        height={320}
        query={query}
      />
    </Section>
  );
}

/** The influence of one kind of unit by depth, with a gap where a block has no such unit. */
function toSeries(name: string, rows: readonly LayerScoreFacts[]): LineSeries {
  const points = rows.flatMap(({ layerIndex, mean, confidenceInterval }, place) => {
    if (mean === null) return [];
    const [low, high] = [confidenceInterval?.low ?? null, confidenceInterval?.high ?? null];
    return [{ x: layerIndex, y: mean, low, high, isApart: rows[place - 1]?.mean === null }];
  });
  return { name, points };
}

function listLowest({ points }: LineSeries): string {
  const lowest = points.toSorted((a, b) => a.y - b.y).slice(0, NAMED);
  return formatIndices(lowest.map(({ x }) => x).sort((a, b) => a - b));
}

/** The text on which costs are shown. */
export function TextSelect({ texts, text }: { readonly texts: readonly string[]; readonly text: string }): ReactNode {
  const [, setParams] = useQueryStates(modelParsers, { scroll: false, shallow: false });
  return (
    <Select
      label="Text"
      value={text}
      options={texts.map((one) => ({ value: one, label: one }))}
      onChange={(value) => setParams({ text: value })}
    />
  );
}
