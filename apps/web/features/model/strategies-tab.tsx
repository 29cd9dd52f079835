'use client';

import { useQueryStates } from 'nuqs';
import { type ReactNode, useMemo } from 'react';
import type { ControlVerdict, DifferenceFactsFragment, ModelStrategiesQuery } from '../../generated/graphql.ts';
import { CHOSEN_ON } from '../pruning/chosen-on-column.ts';
import { getStrategyLabel, toStrategyName } from '../pruning/strategy-name.ts';
import { describeUnits, getUnitSetLabel, UNIT_SETS, type UnitSet } from '../pruning/unit-sets.ts';
import type { QuerySource } from '../query/query-source.ts';
import { type Column, toIntervalColumn, toNumberColumn } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import control from '../ui/control.module.css';
import { formatEstimate } from '../ui/interval.ts';
import { MISSING } from '../ui/numbers.ts';
import { Select } from '../ui/select.tsx';
import { modelParsers } from './model-params.ts';

export type StrategyComparison = NonNullable<ModelStrategiesQuery['model']>['strategyComparison'];
type Result = StrategyComparison['steps'][number]['results'][number];
type Difference = DifferenceFactsFragment;
type Verdict = Difference['verdict'];

/** The choice of one strategy at one number of removed units. */
interface Row extends Result {
  readonly id: string;
  readonly removedCount: number;
  readonly control: StrategyComparison['steps'][number]['control'];
}

export interface StrategiesTabProps {
  readonly comparison: StrategyComparison;
  readonly units: UnitSet;
  /** The benchmark, or text, of the comparison. */
  readonly benchmark: string;
  /** All that the model was evaluated on. */
  readonly benchmarks: readonly string[];
  readonly slug: string;
  readonly query: QuerySource;
}

/** Each strategy beside random removal and beside block influence, on one benchmark or text. */
export function StrategiesTab({ comparison, units, benchmark, benchmarks, slug, query }: StrategiesTabProps): ReactNode {
  const [, setParams] = useQueryStates(modelParsers, { scroll: false, shallow: false });
  const rows = useMemo(() => listRows(comparison), [comparison]);
  const columns = useMemo(() => listColumns(rows, comparison.isHigherBetter), [rows, comparison.isHigherBetter]);
  return (
    <>
      <div className={control.bar}>
        <Select
          label="Units"
          value={units}
          options={UNIT_SETS.map((set) => ({ value: set, label: getUnitSetLabel(set) }))}
          onChange={(value) => setParams({ units: value })}
        />
        <Select
          label="On"
          value={benchmark}
          options={benchmarks.map((name) => ({ value: name, label: name }))}
          onChange={(value) => setParams({ benchmark: value })}
        />
      </div>
      <DataTable
        title={`Strategies on ${slug}, ${benchmark}`}
        name="strategy"
        prefix="strategies-"
        rows={rows}
        columns={columns}
        rowHeader="strategy"
        status="This text does not judge a choice made on a text of the same source. Better and worse hold at 95 % after Holm’s correction over this table, on two texts that chose, and with three seeds of a search; against random removal also beyond every draw."
        empty="No strategy was measured here."
        query={query}
      />
    </>
  );
}

function listRows({ steps }: StrategyComparison): readonly Row[] {
  return steps.flatMap(({ removedCount, control, results }) =>
    results
      .filter(({ judges }) => judges)
      .map((result, place) => ({ ...result, removedCount, control, id: `${result.strategy}/${removedCount}/${place}` })),
  );
}

function listColumns(rows: readonly Row[], isHigherBetter: boolean): readonly Column<Row>[] {
  const hint = isHigherBetter ? 'difference, 95 %' : 'times less perplexity, 95 %';
  const all: readonly Column<Row>[] = [
    {
      id: 'strategy',
      title: 'Strategy',
      width: 170,
      value: ({ strategy }) => getStrategyLabel(toStrategyName(strategy)),
      text: ({ strategy, draws, protectFirst, protectLast }) =>
        [
          getStrategyLabel(toStrategyName(strategy)),
          draws > 1 && `mean of ${draws} seeds`,
          protectFirst && 'first kept',
          protectLast && 'last kept',
        ]
          .filter(Boolean)
          .join(', '),
    },
    CHOSEN_ON,
    toNumberColumn({ id: 'removed', title: 'Removed', first: 'asc', width: 90 }, ({ removedCount }) => removedCount),
    { id: 'which', title: 'Which', width: 140, value: ({ pruning }) => pruning && describeUnits(pruning) },
    toIntervalColumn(
      {
        id: 'value',
        title: 'Pruned ÷ whole',
        hint: isHigherBetter ? 'accuracy, 95 %' : 'perplexity, 95 %',
        first: isHigherBetter ? 'desc' : 'asc',
        width: 150,
      },
      ({ retention, retentionInterval }) => ({ value: retention, interval: retentionInterval }),
    ),
    {
      id: 'random',
      title: 'At random',
      hint: isHigherBetter ? 'mean, range of the draws' : 'geometric mean, range',
      numeric: true,
      width: 150,
      value: ({ control }) => control?.mean ?? null,
      text: ({ control }) => formatEstimate(control?.mean ?? null, control),
    },
    toColumn({ id: 'control', title: 'Against random removal', hint }, readMargin),
    toColumn({ id: 'default', title: 'Against block influence', hint }, ({ againstDefault }) => againstDefault),
  ];
  return all.filter(({ id, value }) => !['control', 'default'].includes(id) || rows.some((row) => value(row) !== null));
}

/** Better than random removal is only what is beyond every draw too. */
const OF_CONTROL: Readonly<Record<ControlVerdict, Verdict>> = {
  BEATS_CONTROL: 'BETTER',
  WORSE_THAN_CONTROL: 'WORSE',
  NOT_DISTINGUISHABLE: 'NOT_DISTINGUISHABLE',
  NO_CONTROL: 'NOT_DISTINGUISHABLE',
};

function readMargin({ margin: value, marginInterval: confidenceInterval, marginError: error, holmP, verdict }: Result): Difference | null {
  if (value === null || confidenceInterval === null || error === null || holmP === null) return null;
  return { value, confidenceInterval, error, holmP, verdict: OF_CONTROL[verdict] };
}

/** The words for a verdict that follows Holm's correction. */
const VERDICTS: Readonly<Record<Verdict, string>> = {
  BETTER: 'better',
  WORSE: 'worse',
  BETTER_ON_THIS_TEXT: 'better on this text',
  WORSE_ON_THIS_TEXT: 'worse on this text',
  NOT_DISTINGUISHABLE: 'no difference shown',
};

function toColumn(
  { id, title, hint }: Required<Pick<Column<Row>, 'id' | 'title' | 'hint'>>,
  read: (row: Row) => Difference | null,
): Column<Row> {
  return {
    id,
    title,
    hint,
    numeric: true,
    width: 175,
    value: (row) => read(row)?.value ?? null,
    text: (row) => describeDifference(read(row)),
    details: [
      { id: `${id}_low`, value: (row) => read(row)?.confidenceInterval.low ?? null },
      { id: `${id}_high`, value: (row) => read(row)?.confidenceInterval.high ?? null },
      { id: `${id}_holm_p`, value: (row) => read(row)?.holmP ?? null },
      { id: `${id}_verdict`, value: (row) => read(row)?.verdict.toLowerCase() ?? null },
    ],
  };
}

/** `0.120 [0.041, 0.199], better`; an error that is not paired by document is named. */
function describeDifference(difference: Difference | null): string {
  if (difference === null) return MISSING;
  const { value, confidenceInterval, error, verdict } = difference;
  const text = formatEstimate(value, confidenceInterval);
  return `${text}, ${VERDICTS[verdict]}${error === 'INDEPENDENT' ? ' (not paired)' : ''}`;
}
