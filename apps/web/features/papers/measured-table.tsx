'use client';

import { useQueryStates } from 'nuqs';
import { type ReactNode, useMemo, useTransition } from 'react';
import { LeaderboardDocument } from '../../generated/graphql.ts';
import filter from '../filter/filter.module.css';
import type { BoardRow } from '../leaderboard/board-row.ts';
import { REMOVED_RATIOS } from '../leaderboard/leaderboard-params.ts';
import { type FirstPage, useAllRows } from '../leaderboard/use-all-rows.ts';
import { ChanceSwitch } from '../pruning/chance-switch.tsx';
import { describeRetention, getStandardError } from '../pruning/describe-retention.ts';
import { RetentionValue } from '../pruning/retention-value.tsx';
import { describeLeftOut, getRetentionWords, getScoresDetail } from '../pruning/retention-words.ts';
import { getStrategyLabel, STRATEGY_NAMES, toStrategyName } from '../pruning/strategy-name.ts';
import { toQuerySource } from '../query/query-source.ts';
import { toModelColumn } from '../recording/model-column.tsx';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { countOf } from '../ui/count-of.ts';
import { useNumbers } from '../ui/locale.tsx';
import { MISSING } from '../ui/numbers.ts';
import { Segments } from '../ui/segments.tsx';
import { Select } from '../ui/select.tsx';
import { papersParsers } from './papers-params.ts';

const SORT = [{ id: 'percent', desc: true }];
const PINNED = ['model'];
const PERCENT_DIGITS = 1;
const STRATEGIES = [
  ...STRATEGY_NAMES.map((value) => ({ value, label: getStrategyLabel(value) })),
  { value: 'best' as const, label: 'Best strategy of each model (optimistic)' },
];
const getRowId = (row: BoardRow) => row.id;

/** Measured rows with the papers' columns: removed share, average, percent of dense. */
export function MeasuredTable({ first, variables }: FirstPage): ReactNode {
  const numbers = useNumbers();
  const [pending, startTransition] = useTransition();
  const [params, setParams] = useQueryStates(papersParsers, { shallow: false, startTransition, scroll: false, history: 'push' });
  const pages = useMemo(() => [{ first, variables }], [first, variables]);
  const { rows } = useAllRows(pages);
  const columns = useMemo(() => listColumns(first.aboveChance), [first.aboveChance]);
  const query = useMemo(() => toQuerySource(LeaderboardDocument, variables), [variables]);
  const ratios = [...new Set([...REMOVED_RATIOS, params.removed])].sort((a, b) => a - b);
  return (
    <>
      <div className={pending ? `${filter.settings} ${filter.pending}` : filter.settings} aria-busy={pending}>
        <Segments
          label="Blocks removed, at most"
          value={params.removed}
          options={ratios.map((ratio) => ({ value: ratio, label: numbers.percent(ratio) }))}
          onChange={(removed) => setParams({ removed })}
        />
        <Select label="Chosen by" value={params.strategy} options={STRATEGIES} onChange={(strategy) => setParams({ strategy })} />
        <ChanceSwitch />
      </div>
      <DataTable
        title={`Measured by Lamina${first.aboveChance ? ', above chance' : ''}`}
        name="measured"
        prefix="m-"
        rows={rows}
        columns={columns}
        getRowId={getRowId}
        rowHeader="model"
        sort={SORT}
        pinned={PINNED}
        query={query}
        status={[
          `${countOf(first.totalCount, 'model')} by the protocol ${first.lane ?? MISSING}`,
          describeLeftOut(first.leftOutAboveChance),
        ]
          .filter(Boolean)
          .join(' · ')}
        empty={<p>Nothing is measured at these settings yet.</p>}
      />
    </>
  );
}

function listColumns(aboveChance: boolean): readonly Column<BoardRow>[] {
  const words = getRetentionWords(aboveChance);
  const percentOf = ({ averageRetention: value, averageRetentionStandardError: error }: BoardRow) => ({
    value: value === null ? null : value * 100,
    standardError: error === null ? null : error * 100,
    aboveChance,
  });
  return [
    toModelColumn({ width: 200, read: (row) => row, aboveChance }),
    { id: 'method', title: 'Method', width: 160, value: (row) => getStrategyLabel(toStrategyName(row.pruning.strategy)) },
    {
      id: 'blocks',
      title: 'Removed',
      hint: 'of blocks',
      numeric: true,
      width: 110,
      value: (row) => row.pruning.removedBlockRatio,
      format: (value, numbers) => numbers.percent(value, 1),
    },
    {
      id: 'parameters',
      title: 'Removed',
      hint: 'of parameters',
      numeric: true,
      width: 130,
      value: (row) => row.pruning.removedParameterRatio,
      format: (value, numbers) => numbers.percent(value, 1),
    },
    {
      id: 'percent',
      title: 'Percent of dense',
      hint: aboveChance ? 'above chance, 95 %' : '95 % interval',
      definition: `Average ${words.name} × 100: the mean over benchmarks of ${words.formula} accuracy.${aboveChance ? '' : ' Papers divide the means instead, so the two can differ slightly.'}`,
      numeric: true,
      width: 190,
      value: (row) => percentOf(row).value,
      text: (row, numbers) => describeRetention(percentOf(row), numbers, PERCENT_DIGITS),
      render: (row) => <RetentionValue {...percentOf(row)} digits={PERCENT_DIGITS} />,
      details: [{ id: 'percent_standard_error', value: (row) => getStandardError(percentOf(row)) }, getScoresDetail(aboveChance)],
    },
    {
      id: 'perplexity',
      title: 'Perplexity',
      hint: 'pruned ÷ dense',
      numeric: true,
      first: 'asc',
      width: 140,
      value: (row) => row.perplexityRatio,
      format: (value, numbers) => `${numbers.fixed(value, 2)}×`,
    },
  ];
}
