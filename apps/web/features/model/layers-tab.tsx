'use client';

import { MEASURES, nameInId } from '@lamina/metrics';
import { type ReactNode, useCallback, useMemo } from 'react';
import { Chart, type ChartProps } from '../chart/chart.tsx';
import { listCells } from '../chart/list-cells.ts';
import type { QuerySource } from '../query/query-source.ts';
import { type Column, toNumberColumn } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { formatEstimate, formatInterval } from '../ui/interval.ts';
import { MISSING, numbers } from '../ui/numbers.ts';
import panel from '../ui/panel.module.css';
import { drawHeatMap, findClosestSpan, listMapCells } from './draw-heat-map.tsx';
import type { LayerScoreFacts, LayerScores, ModelFacts, Series } from './load-model.ts';

export interface LayersTabProps {
  readonly slug: string;
  readonly scoresQuery: QuerySource;
  readonly layers: ModelFacts['layers']['nodes'];
  readonly scores: LayerScores | null;
  /** Similarities between the states; null if there are none. */
  readonly series: Series | null;
  readonly seriesQuery: QuerySource;
}

/** A layer with its scores by metric. */
interface LayerRow {
  readonly layer: LayersTabProps['layers'][number];
  readonly scores: ReadonlyMap<ScoreList, LayerScoreFacts>;
}

type ScoreList = 'blockInfluence' | 'finalNorm' | 'relativeMagnitude' | 'attentionInfluence' | 'mlpInfluence';

/** The measure of each list of scores. */
const SCORES = [
  ['blockInfluence', MEASURES.blockInfluence],
  ['finalNorm', MEASURES.blockInfluenceFinalNorm],
  ['relativeMagnitude', MEASURES.relativeMagnitude],
  ['attentionInfluence', MEASURES.attentionInfluence],
  ['mlpInfluence', MEASURES.mlpInfluence],
] as const satisfies readonly (readonly [ScoreList, unknown])[];

/** Every block with its scores, and how alike the states between the blocks are. */
export function LayersTab({ slug, scoresQuery, layers, scores, series, seriesQuery }: LayersTabProps): ReactNode {
  const rows = useMemo(
    () =>
      layers.map((layer): LayerRow => {
        const found = SCORES.flatMap(([list]) => {
          const score = scores?.[list].nodes.find(({ layerIndex }) => layerIndex === layer.index);
          return score ? [[list, score] as const] : [];
        });
        return { layer, scores: new Map(found) };
      }),
    [layers, scores],
  );
  const columns = useMemo(() => listColumns(rows), [rows]);
  return (
    <>
      <p className={panel.lead}>
        Means over all counted tokens with 95 % bootstrap intervals. Rank 1 is the lowest influence: the most redundant block.
      </p>
      <DataTable
        title={`Layers of ${slug}`}
        name="layer"
        prefix="layer-"
        rows={rows}
        columns={columns}
        getRowId={getRowId}
        rowHeader="index"
        empty="The layers have not been read yet."
        query={scoresQuery}
      />
      {series && series.cosineMatrix.length > 1 && <States slug={slug} series={series} query={seriesQuery} />}
    </>
  );
}

function getRowId({ layer }: LayerRow): string {
  return String(layer.index);
}

/** Scores that no layer has get no column. */
function listColumns(rows: readonly LayerRow[]): readonly Column<LayerRow>[] {
  const measured = SCORES.filter(([list]) => rows.some(({ scores }) => scores.has(list)));
  return [
    { id: 'index', title: 'Layer', first: 'asc', width: 76, value: ({ layer }) => layer.index },
    ...measured.map(([list, measure]): Column<LayerRow> => {
      const id = nameInId(measure.id).replaceAll('-', '_');
      const find = ({ scores }: LayerRow) => scores.get(list);
      return {
        id,
        title: measure.label,
        hint: '95 %',
        definition: measure.describe,
        numeric: true,
        first: 'asc',
        width: 190,
        value: (row) => find(row)?.mean ?? null,
        text: (row) => {
          const { mean = null, confidenceInterval = null } = find(row) ?? {};
          return formatEstimate(mean, confidenceInterval);
        },
        details: [
          { id: `${id}_standard_error`, value: (row) => find(row)?.standardError ?? null },
          { id: `${id}_undefined_tokens`, value: (row) => find(row)?.undefinedCount ?? null },
        ],
      };
    }),
    {
      id: 'rank',
      title: 'Rank',
      hint: '95 %',
      numeric: true,
      first: 'asc',
      width: 100,
      value: ({ scores }) => scores.get('blockInfluence')?.rank ?? null,
      text: ({ scores }) => describeRank(scores.get('blockInfluence')),
    },
    toNumberColumn(
      { id: 'parameters', title: 'Parameters', width: 116 },
      ({ layer }) => layer.parameterCount,
      (value) => numbers.integer(value),
    ),
    { id: 'kind', title: 'Kind', width: 150, value: ({ layer }) => layer.kind },
  ];
}

function describeRank(score: LayerScoreFacts | undefined): string {
  if (!score || score.rank === null) return MISSING;
  const range = score.rankInterval;
  return range && range.low !== range.high ? `${score.rank} (${formatInterval(range, String)})` : String(score.rank);
}

/** Mean cosine of every pair of states; the quarter of the blocks that changes the stream least in one piece is outlined. */
function States({ slug, series, query }: { readonly slug: string; readonly series: Series; readonly query: QuerySource }): ReactNode {
  const { cosineMatrix: cosines, angularLastToken: angles } = series;
  const cells = useMemo(() => listMapCells(cosines), [cosines]);
  const span = useMemo(() => findClosestSpan(angles, Math.max(1, Math.floor((angles.length - 1) / 4))), [angles]);
  const draw = useCallback<ChartProps['draw']>((space) => drawHeatMap(space, { cells, span }), [cells, span]);
  const lowest = Math.min(...cells.flatMap(({ value }) => (value === null ? [] : [value])));
  const table = useMemo(
    () =>
      listCells(
        `Mean cosine between two states, ${slug}`,
        [
          ['from', 'From state'],
          ['to', 'To state'],
          ['cosine', 'Mean cosine'],
        ],
        cells.filter(({ x, y }) => x > y).map(({ x, y, value }) => [y, x, value]),
      ),
    [slug, cells],
  );
  return (
    <Chart
      name="similarity"
      title={
        span === null
          ? 'Cosine between states'
          : `Blocks ${span.start} to ${span.start + span.length - 1} are the span that changes the stream least`
      }
      summary="Mean cosine of every pair of states, before the final norm. State 0 enters the first block; each later state leaves a block. Outlined: the piece of a quarter of the blocks with the smallest angle between its ends."
      table={table}
      draw={draw}
      legend={[
        { label: '1.00, the same direction', mark: 'area', color: 'var(--heat-near)' },
        { label: `${numbers.fixed(lowest, 2)}, furthest apart`, mark: 'area', color: 'var(--heat-far)' },
      ]}
      height={520}
      square
      query={query}
    />
  );
}
