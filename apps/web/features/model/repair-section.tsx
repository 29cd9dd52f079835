'use client';

import { useQueryStates } from 'nuqs';
import { type ReactNode, useMemo } from 'react';
import { LineChart, type LineSeries } from '../chart/line-chart.tsx';
import { getRepairLabel } from '../pruning/repair-name.ts';
import { getRetentionWords } from '../pruning/retention-words.ts';
import { getStrategyLabel, STRATEGY_NAMES, toStrategy, toStrategyName } from '../pruning/strategy-name.ts';
import type { QuerySource } from '../query/query-source.ts';
import { DataTable } from '../table/data-table.tsx';
import control from '../ui/control.module.css';
import { toInterval } from '../ui/interval.ts';
import panel from '../ui/panel.module.css';
import { Section } from '../ui/section.tsx';
import { Select } from '../ui/select.tsx';
import { describeVariant, type RepairFacts, type RepairRow, selectRepairs } from './list-repair-rows.ts';
import type { EfficiencyFacts } from './load-insight.ts';
import { modelParsers } from './model-params.ts';
import { listRepairColumns } from './repair-columns.ts';

export interface RepairSectionProps {
  readonly comparison: RepairFacts;
  /** Measured speeds; empty where none could be read. */
  readonly efficiencies: readonly EfficiencyFacts[];
  readonly slug: string;
  readonly query: QuerySource;
}

const CONTROL = 'Random removal, no repair (band: range)';

/** Repairs of removed layers beside removal alone: what they keep, and how well that was predicted. */
export function RepairSection({ comparison, efficiencies, slug, query }: RepairSectionProps): ReactNode {
  const [{ repairStrategy, repairText }, setParams] = useQueryStates(modelParsers, { scroll: false });
  const { rows, ...selection } = useMemo(
    () => selectRepairs(comparison, { strategy: repairStrategy && toStrategy(repairStrategy), text: repairText }),
    [comparison, repairStrategy, repairText],
  );
  const text = selection.texts.find(({ key }) => key === selection.text)?.label;
  const chosen =
    selection.strategy === null ? '' : `Removed by: ${getStrategyLabel(toStrategyName(selection.strategy))}. Solved on: ${text}.`;
  const strategies = STRATEGY_NAMES.filter((name) => selection.strategies.includes(toStrategy(name)));
  const retention = useMemo(() => [...listSeries(rows, toRetention), ...listControl(comparison)], [rows, comparison]);
  const words = getRetentionWords(comparison.aboveChance);
  const { aboveChance } = comparison;
  const columns = useMemo(() => listRepairColumns(rows, { aboveChance, efficiencies }), [rows, aboveChance, efficiencies]);
  const perplexity = useMemo(() => listSeries(rows, toPerplexity), [rows]);
  return (
    <Section
      id="repairs"
      title="What can be repaired?"
      intro="A repair replaces removed blocks by a linear operator that is solved on a calibration text, without training. Each removal was evaluated alone and with each repair on the same questions; what a strategy chose by repairing each step, with that repair. The control removes inner blocks at random and repairs nothing."
      actions={
        <div className={control.bar}>
          {selection.strategy !== null && strategies.length > 1 && (
            <Select
              label="Removed by"
              value={toStrategyName(selection.strategy)}
              options={strategies.map((name) => ({ value: name, label: getStrategyLabel(name) }))}
              onChange={(name) => setParams({ repairStrategy: name })}
            />
          )}
          {selection.text !== null && selection.texts.length > 1 && (
            <Select
              label="Solved on"
              value={selection.text}
              options={selection.texts.map(({ key, label }) => ({ value: key, label }))}
              onChange={(key) => setParams({ repairText: key })}
            />
          )}
        </div>
      }
    >
      <div className={`${panel.pair} ${panel.top}`}>
        <LineChart
          name="repair-retention"
          title={`${words.title} by repair`}
          series={retention}
          summary={`Mean ${words.name} over ${comparison.benchmarks.length} benchmarks by number of removed blocks. Bands are 95 % intervals. ${chosen}`}
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
          summary={`Pruned ÷ dense perplexity on ${comparison.texts.join(', ')} by number of removed blocks. 1 means no loss. Bands are 95 % intervals. ${chosen}`}
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

function getRowId({ id }: RepairRow): string {
  return id;
}

type Reading = (row: RepairRow) => LineSeries['points'][number] | null;

function listSeries(rows: readonly RepairRow[], read: Reading): readonly LineSeries[] {
  const drawn = rows.filter(({ isDrawn }) => isDrawn);
  const nameOf = (row: RepairRow): string => [getRepairLabel(row.repair), describeVariant(row, drawn)].filter(Boolean).join(', ');
  return [...Map.groupBy(drawn, (row) => (row.repair === 'NONE' ? 'Removal alone' : nameOf(row)))].map(([name, own]) => ({
    name,
    // What is not measured has no point.
    points: own.flatMap((row) => read(row) ?? []).sort((a, b) => a.x - b.x),
  }));
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
