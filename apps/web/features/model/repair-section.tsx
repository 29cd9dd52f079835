'use client';

import { type ReactNode, useMemo } from 'react';
import type { RepairVerdict } from '../../generated/graphql.ts';
import { LineChart, type LineSeries } from '../chart/line-chart.tsx';
import { getRepairLabel } from '../pruning/repair-name.ts';
import { getRetentionWords, getScoresDetail } from '../pruning/retention-words.ts';
import { getStrategyLabel, toStrategyName } from '../pruning/strategy-name.ts';
import type { QuerySource } from '../query/query-source.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { formatIndices } from '../ui/format.ts';
import { formatEstimate, toInterval } from '../ui/interval.ts';
import { MISSING, type Numbers } from '../ui/numbers.ts';
import panel from '../ui/panel.module.css';
import { Section } from '../ui/section.tsx';
import { listRepairRows, type RepairFacts, type RepairRow } from './list-repair-rows.ts';

export interface RepairSectionProps {
  readonly comparison: RepairFacts;
  readonly slug: string;
  readonly query: QuerySource;
}

const CONTROL = 'Random removal, no repair (band: range)';
const VERDICTS: Readonly<Record<RepairVerdict, string>> = {
  BETTER: 'better',
  WORSE: 'worse',
  BETTER_ON_THIS_TEXT: 'better on this text',
  WORSE_ON_THIS_TEXT: 'worse on this text',
  NOT_DISTINGUISHABLE: 'cannot be told',
};

/** Repairs of removed layers beside removal alone: what they keep, and how well that was predicted. */
export function RepairSection({ comparison, slug, query }: RepairSectionProps): ReactNode {
  const rows = useMemo(() => listRepairRows(comparison), [comparison]);
  const retention = useMemo(() => [...listSeries(rows, toRetention), ...listControl(comparison)], [rows, comparison]);
  const words = getRetentionWords(comparison.aboveChance);
  const columns = useMemo(() => listColumns(comparison.aboveChance), [comparison.aboveChance]);
  const perplexity = useMemo(() => listSeries(rows, toPerplexity), [rows]);
  return (
    <Section
      id="repairs"
      title="What can be repaired?"
      intro="A repair replaces removed blocks by a linear operator that is solved on a calibration text, without training. Each removal was evaluated alone and with each repair on the same questions. The control removes inner blocks at random and repairs nothing."
    >
      <div className={`${panel.pair} ${panel.top}`}>
        <LineChart
          name="repair-retention"
          title={`${words.title} by repair`}
          series={retention}
          summary={`Mean ${words.name} over ${comparison.benchmarks.length} benchmarks by number of removed blocks. Bands are 95 % intervals.`}
          xTitle="Removed blocks"
          yTitle={words.toAxis(words.title)}
          yScale="linear"
          digits={3}
          wholeX
          reference={{ y: 1, label: 'dense = 1' }}
          height={320}
          query={query}
        />
        <LineChart
          name="repair-perplexity"
          title="Perplexity by repair"
          series={perplexity}
          summary={`Pruned ÷ dense perplexity on ${comparison.texts.join(', ')} by number of removed blocks. 1 means no loss. Bands are 95 % intervals.`}
          xTitle="Removed blocks"
          yTitle="Perplexity (pruned ÷ dense)"
          yScale="log"
          digits={3}
          wholeX
          reference={{ y: 1, label: 'dense = 1' }}
          height={320}
          query={query}
        />
      </div>
      <DataTable
        title={`Repairs of ${slug}${comparison.aboveChance ? ', retention above chance' : ''}`}
        name="repair"
        prefix="repair-"
        rows={rows}
        columns={columns}
        getRowId={getRowId}
        rowHeader="repair"
        pinned={PINNED}
        sort={SORT}
        empty="No repair was measured yet."
        query={query}
      />
    </Section>
  );
}

const PINNED = ['repair'] as const;
const SORT = [{ id: 'removed', desc: false }] as const;

function write(numbers: Numbers): (value: number) => string {
  return (value) => numbers.fixed(value, 3);
}

function getRowId({ id }: RepairRow): string {
  return id;
}

function listColumns(aboveChance: boolean): readonly Column<RepairRow>[] {
  return [
    {
      id: 'repair',
      title: 'Repair',
      width: 200,
      value: ({ repair }) => getRepairLabel(repair),
      details: [{ id: 'strategy', value: ({ strategy }) => getStrategyLabel(toStrategyName(strategy)) }],
    },
    {
      id: 'calibration',
      title: 'Solved on',
      hint: 'text',
      width: 150,
      value: ({ calibration }) => calibration,
      text: ({ calibration }) => calibration ?? MISSING,
    },
    { id: 'removed', title: 'Blocks', hint: 'removed', numeric: true, first: 'asc', width: 90, value: ({ removedCount }) => removedCount },
    { id: 'which', title: 'Which', width: 120, value: ({ removed }) => formatIndices(removed) },
    {
      id: 'retention',
      title: 'Retention',
      hint: aboveChance ? 'above chance, 95 %' : '95 %',
      numeric: true,
      width: 170,
      value: ({ retention }) => retention,
      text: ({ retention, retentionStandardError }, numbers) =>
        retention === null ? MISSING : formatEstimate(retention, toInterval(retention, retentionStandardError), write(numbers)),
      details: [getScoresDetail(aboveChance)],
    },
    {
      id: 'gain',
      title: 'Against removal alone',
      hint: 'accuracy, 95 %',
      definition:
        'Accuracy with the repair minus that of removal alone, on the same questions. A difference holds if it is clear at 95 % after Holm’s correction over all repairs of the model. The repair is called better or worse if the difference holds on at least two calibration texts, and better or worse on this text if it holds on one.',
      numeric: true,
      width: 320,
      value: ({ gain }) => gain?.value ?? null,
      text: ({ gain }, numbers) =>
        gain === null ? MISSING : `${formatEstimate(gain.value, gain.confidenceInterval, write(numbers))}, ${VERDICTS[gain.verdict]}`,
      details: [{ id: 'holm_p', value: ({ gain }) => gain?.holmP ?? null }],
    },
    {
      id: 'perplexity',
      title: 'Perplexity',
      hint: 'pruned ÷ dense',
      numeric: true,
      first: 'asc',
      width: 170,
      value: ({ perplexityRatio }) => perplexityRatio,
      text: ({ perplexityRatio, perplexityInterval }, numbers) =>
        perplexityRatio === null ? MISSING : formatEstimate(perplexityRatio, perplexityInterval, write(numbers)),
    },
    {
      id: 'divergence',
      title: 'Divergence',
      hint: 'nats/token',
      definition: 'Kullback–Leibler divergence of the next-token distribution from that of the dense model; 0 = the same predictions.',
      numeric: true,
      first: 'asc',
      width: 190,
      value: ({ divergence }) => divergence,
      text: ({ divergence, divergenceStandardError }, numbers) =>
        divergence === null ? MISSING : formatEstimate(divergence, toInterval(divergence, divergenceStandardError), write(numbers)),
    },
    {
      id: 'predicted',
      title: 'Predicted error',
      hint: '1 = removal alone',
      definition:
        'Share of the change of the residual stream that the repair leaves, on calibration documents that the solver did not read.',
      numeric: true,
      first: 'asc',
      width: 140,
      value: ({ predictedError }) => predictedError,
      text: ({ predictedError }, numbers) => numbers.fixed(predictedError, 3),
    },
    {
      id: 'measured',
      title: 'Measured error',
      hint: '1 = removal alone',
      definition: 'Share of the added loss that the repair leaves: ln of the perplexity ratio with the repair ÷ the same without it.',
      numeric: true,
      first: 'asc',
      width: 140,
      value: ({ measuredError }) => measuredError,
      text: ({ measuredError }, numbers) => numbers.fixed(measuredError, 3),
    },
  ];
}

type Reading = (row: RepairRow) => LineSeries['points'][number] | null;

function listSeries(rows: readonly RepairRow[], read: Reading): readonly LineSeries[] {
  const texts = new Set(rows.map(({ calibration }) => calibration).filter((text) => text !== null));
  return [...Map.groupBy(rows, (row) => getSeriesName(row, texts.size > 1))].map(([name, own]) => ({
    name,
    // What is not measured has no point.
    points: own.flatMap((row) => read(row) ?? []).sort((a, b) => a.x - b.x),
  }));
}

/** Repairs that were solved on several texts have a line for each. */
function getSeriesName({ repair, calibration }: RepairRow, hasSeveralTexts: boolean): string {
  if (repair === 'NONE') return 'Removal alone';
  return hasSeveralTexts && calibration !== null ? `${getRepairLabel(repair)} (${calibration})` : getRepairLabel(repair);
}

function toRetention({ removedCount, retention, retentionStandardError }: RepairRow) {
  if (retention === null) return null;
  return { x: removedCount, y: retention, ...(toInterval(retention, retentionStandardError) ?? { low: null, high: null }) };
}

function toPerplexity({ removedCount, perplexityRatio, perplexityInterval }: RepairRow) {
  if (perplexityRatio === null) return null;
  return { x: removedCount, y: perplexityRatio, low: perplexityInterval?.low ?? null, high: perplexityInterval?.high ?? null };
}

function listControl({ steps }: RepairFacts): readonly LineSeries[] {
  const points = steps.flatMap(({ removedCount, control }) =>
    control === null ? [] : [{ x: removedCount, y: control.mean, low: control.low, high: control.high }],
  );
  return points.length === 0 ? [] : [{ name: CONTROL, points }];
}
