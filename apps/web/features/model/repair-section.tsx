'use client';

import { useQueryStates } from 'nuqs';
import { type ReactNode, useMemo, useTransition } from 'react';
import { LineChart } from '../chart/line-chart.tsx';
import { listReferences } from '../pruning/list-references.ts';
import { getRetentionWords } from '../pruning/retention-words.ts';
import { getStrategyLabel, STRATEGY_NAMES, toStrategy, toStrategyName } from '../pruning/strategy-name.ts';
import type { QuerySource } from '../query/query-source.ts';
import { DataTable } from '../table/data-table.tsx';
import control from '../ui/control.module.css';
import { useNumbers } from '../ui/locale.tsx';
import panel from '../ui/panel.module.css';
import { Section } from '../ui/section.tsx';
import { Select } from '../ui/select.tsx';
import type { RepairFacts, RepairRow, RepairSelection } from './list-repair-rows.ts';
import { listControl, listPerplexity, listRetention } from './list-repair-series.ts';
import type { EfficiencyFacts } from './load-insight.ts';
import { modelParsers } from './model-params.ts';
import { listRepairColumns } from './repair-columns.ts';

export interface RepairSectionProps {
  readonly comparison: Pick<RepairFacts, 'aboveChance' | 'benchmarks' | 'texts'>;
  /** The removals of one strategy and one text. The API compares all; the page would be half as large again with them. */
  readonly selection: RepairSelection;
  /** Measured speeds; empty where none could be read. */
  readonly efficiencies: readonly EfficiencyFacts[];
  readonly slug: string;
  /** Retention of random guessing; null if it is not known. */
  readonly guessing: number | null;
  readonly query: QuerySource;
}

/** Repairs of removed layers beside removal alone: what they keep, and how well that was predicted. */
export function RepairSection({ comparison, selection, efficiencies, slug, guessing, query }: RepairSectionProps): ReactNode {
  const { aboveChance } = comparison;
  const { rows } = selection;
  const [pending, startTransition] = useTransition();
  const [wanted, setParams] = useQueryStates(modelParsers, { shallow: false, startTransition, scroll: false });
  const text = selection.texts.find(({ key }) => key === selection.text)?.label;
  const chosen =
    selection.strategy === null ? '' : `Removed by: ${getStrategyLabel(toStrategyName(selection.strategy))}. Solved on: ${text}.`;
  // While the rows of another choice are on their way, the choice is shown already.
  const strategies = STRATEGY_NAMES.filter((name) => selection.strategies.includes(toStrategy(name)));
  const columns = useMemo(() => listRepairColumns(rows, { aboveChance, efficiencies }), [rows, aboveChance, efficiencies]);
  return (
    <Section
      id="repairs"
      title="What can be repaired?"
      intro="A repair replaces removed blocks by a linear operator that is solved on a calibration text, without training. Each removal was evaluated alone and with each repair on the same questions; what a strategy chose by repairing each step, with that repair. The control removes inner blocks at random and repairs nothing."
      actions={
        <div className={pending ? `${control.bar} ${control.pending}` : control.bar} data-control="repairs" aria-busy={pending}>
          {selection.strategy !== null && strategies.length > 1 && (
            <Select
              label="Removed by"
              value={strategies.find((name) => name === wanted.repairStrategy) ?? toStrategyName(selection.strategy)}
              options={strategies.map((name) => ({ value: name, label: getStrategyLabel(name) }))}
              onChange={(name) => setParams({ repairStrategy: name })}
            />
          )}
          {selection.text !== null && selection.texts.length > 1 && (
            <Select
              label="Solved on"
              value={selection.texts.find(({ key }) => key === wanted.repairText)?.key ?? selection.text}
              options={selection.texts.map(({ key, label }) => ({ value: key, label }))}
              onChange={(key) => setParams({ repairText: key })}
            />
          )}
        </div>
      }
    >
      <RepairCharts comparison={comparison} selection={selection} guessing={guessing} chosen={chosen} query={query} />
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
        // Repairs may be measured on fewer benchmarks than removals, whose averages then differ.
        status={`Averages are over ${comparison.benchmarks.join(', ')}`}
        empty="No repair was measured yet."
        query={query}
      />
    </Section>
  );
}

interface RepairChartsProps extends Pick<RepairSectionProps, 'comparison' | 'selection' | 'guessing' | 'query'> {
  /** What the rows have in common, in words. */
  readonly chosen: string;
}

/** Retention and perplexity by repair and number of removed blocks. */
function RepairCharts({ comparison, selection: { rows, controls }, guessing, chosen, query }: RepairChartsProps): ReactNode {
  const { aboveChance } = comparison;
  const words = getRetentionWords(aboveChance);
  const retention = useMemo(() => [...listRetention(rows, aboveChance), ...listControl(controls)], [rows, controls, aboveChance]);
  const numbers = useNumbers();
  const references = useMemo(() => listReferences(guessing, numbers), [guessing, numbers]);
  const dense = useMemo(() => listReferences(null, numbers), [numbers]);
  // Random removals reach a hundred thousand times the dense perplexity, beside which no repair could be told from another.
  const perplexity = useMemo(() => listPerplexity(rows), [rows]);
  return (
    <div className={`${panel.pair} ${panel.top}`}>
      <LineChart
        name="repair-retention"
        title={`${words.title} by repair`}
        series={retention}
        summary={`Mean ${words.name} over ${comparison.benchmarks.length} benchmarks by number of removed blocks. Bands are 95 % intervals. ${guessing === null ? '' : `Guessing alone keeps ${numbers.fixed(guessing, 2)}. `}${chosen}`}
        xTitle="Removed blocks"
        yTitle={words.toAxis(words.title)}
        yScale="linear"
        digits={3}
        wholeX
        panels
        references={references}
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
        panels
        references={dense}
        height={320}
        query={query}
      />
    </div>
  );
}

const PINNED = ['repair'] as const;
const SORT = [{ id: 'removed', desc: false }] as const;

function getRowId({ id }: RepairRow): string {
  return id;
}
