'use client';

import { MEASURES } from '@lamina/metrics';
import { type ReactNode, useMemo } from 'react';
import { ModelScoresDocument } from '../../generated/graphql.ts';
import { toQuerySource } from '../query/query-source.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { formatInterval } from '../ui/interval.ts';
import { MISSING } from '../ui/numbers.ts';
import { Section } from '../ui/section.tsx';
import type { LayerScoreFacts, LayerScores, ModelFacts } from './load-model.ts';
import { BLOCK_METRIC } from './model-params.ts';

export interface LayersTableProps {
  readonly slug: string;
  readonly scoreRun: string | null;
  readonly layers: ModelFacts['layers']['nodes'];
  readonly scores: LayerScores | null;
}

/** A layer with its scores. */
interface LayerRow {
  readonly layer: LayersTableProps['layers'][number];
  readonly influence: LayerScoreFacts | undefined;
  readonly finalNorm: LayerScoreFacts | undefined;
  readonly magnitude: LayerScoreFacts | undefined;
  readonly attention: LayerScoreFacts | undefined;
  readonly mlp: LayerScoreFacts | undefined;
}

/** Every block with its scores: the numbers of the bar chart. */
export function LayersTable({ slug, scoreRun, layers, scores }: LayersTableProps): ReactNode {
  const rows = useMemo(
    () =>
      layers.map((layer): LayerRow => {
        const find = (found: readonly LayerScoreFacts[] | undefined) => found?.find(({ layerIndex }) => layerIndex === layer.index);
        return {
          layer,
          influence: find(scores?.blockInfluence.nodes),
          finalNorm: find(scores?.finalNorm.nodes),
          magnitude: find(scores?.relativeMagnitude.nodes),
          attention: find(scores?.attentionInfluence.nodes),
          mlp: find(scores?.mlpInfluence.nodes),
        };
      }),
    [layers, scores],
  );
  const query = useMemo(() => (scoreRun === null ? null : toQuerySource(ModelScoresDocument, { slug, scoreRun })), [slug, scoreRun]);
  return (
    <Section
      id="layers"
      title="Layers"
      intro="Means over all counted tokens with 95 % bootstrap intervals. Rank 1 is the lowest score: the most redundant block."
    >
      <DataTable
        title={`Layers of ${slug}`}
        name="layer"
        prefix="layer-"
        rows={rows}
        columns={COLUMNS}
        getRowId={getRowId}
        rowHeader="index"
        empty="The layers have not been read yet."
        {...(query && { query })}
      />
    </Section>
  );
}

function getRowId({ layer }: LayerRow): string {
  return String(layer.index);
}

const COLUMNS: readonly Column<LayerRow>[] = [
  { id: 'index', title: 'Layer', first: 'asc', width: 76, value: ({ layer }) => layer.index },
  {
    id: BLOCK_METRIC.blockInfluence,
    title: MEASURES.blockInfluence.label,
    definition: MEASURES.blockInfluence.describe,
    numeric: true,
    first: 'asc',
    width: 140,
    value: ({ influence }) => influence?.mean ?? null,
    text: ({ influence }, numbers) => numbers.fixed(influence?.mean, 4),
    details: [
      { id: 'block_influence_standard_error', value: ({ influence }) => influence?.standardError ?? null },
      { id: 'block_influence_low', value: ({ influence }) => influence?.confidenceInterval?.low ?? null },
      { id: 'block_influence_high', value: ({ influence }) => influence?.confidenceInterval?.high ?? null },
    ],
  },
  {
    id: 'interval',
    title: '95 % interval',
    numeric: true,
    width: 150,
    value: ({ influence }) => influence?.confidenceInterval?.low ?? null,
    text: ({ influence }, numbers) => {
      const interval = influence?.confidenceInterval;
      return interval ? formatInterval(interval, (end) => numbers.fixed(end, 4)) : MISSING;
    },
  },
  {
    id: 'rank',
    title: 'Rank',
    hint: '95 %',
    numeric: true,
    first: 'asc',
    width: 100,
    value: ({ influence }) => influence?.rank ?? null,
    text: ({ influence }) => describeRank(influence),
    details: [
      { id: 'rank_low', value: ({ influence }) => influence?.rankInterval?.low ?? null },
      { id: 'rank_high', value: ({ influence }) => influence?.rankInterval?.high ?? null },
    ],
  },
  {
    id: BLOCK_METRIC.finalNorm,
    title: 'After final norm',
    numeric: true,
    first: 'asc',
    width: 140,
    value: ({ finalNorm }) => finalNorm?.mean ?? null,
    text: ({ finalNorm }, numbers) => numbers.fixed(finalNorm?.mean, 4),
  },
  {
    id: BLOCK_METRIC.relativeMagnitude,
    title: MEASURES.relativeMagnitude.label,
    definition: MEASURES.relativeMagnitude.describe,
    numeric: true,
    first: 'asc',
    width: 150,
    value: ({ magnitude }) => magnitude?.mean ?? null,
    text: ({ magnitude }, numbers) => numbers.fixed(magnitude?.mean, 4),
  },
  {
    id: BLOCK_METRIC.attentionInfluence,
    title: MEASURES.attentionInfluence.label,
    definition: MEASURES.attentionInfluence.describe,
    numeric: true,
    first: 'asc',
    width: 160,
    value: ({ attention }) => attention?.mean ?? null,
    text: ({ attention }, numbers) => numbers.fixed(attention?.mean, 4),
  },
  {
    id: BLOCK_METRIC.mlpInfluence,
    title: MEASURES.mlpInfluence.label,
    definition: MEASURES.mlpInfluence.describe,
    numeric: true,
    first: 'asc',
    width: 140,
    value: ({ mlp }) => mlp?.mean ?? null,
    text: ({ mlp }, numbers) => numbers.fixed(mlp?.mean, 4),
  },
  {
    id: 'undefined',
    title: 'Undefined',
    hint: 'tokens',
    definition: 'Tokens that were excluded because a state had no direction (zero or not finite).',
    numeric: true,
    hidden: true,
    width: 110,
    value: ({ influence }) => influence?.undefinedCount ?? null,
  },
  {
    id: 'parameters',
    title: 'Parameters',
    numeric: true,
    width: 116,
    value: ({ layer }) => layer.parameterCount,
    text: ({ layer }, numbers) => numbers.integer(layer.parameterCount),
  },
  { id: 'kind', title: 'Kind', width: 150, value: ({ layer }) => layer.kind },
];

function describeRank(score: LayerScoreFacts | undefined): string {
  const [place, low, high] = [score?.rank ?? null, score?.rankInterval?.low ?? null, score?.rankInterval?.high ?? null];
  if (place === null) return MISSING;
  return low !== null && high !== null && low !== high ? `${place} (${formatInterval({ low, high }, String)})` : String(place);
}
