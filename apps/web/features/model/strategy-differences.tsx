'use client';

import { type ReactNode, useMemo } from 'react';
import { toChosenOnColumn } from '../pruning/chosen-on-column.ts';
import { describeRetention } from '../pruning/describe-retention.ts';
import { getRetentionWords, getScoresDetail } from '../pruning/retention-words.ts';
import { getStrategyLabel, toStrategyName } from '../pruning/strategy-name.ts';
import type { QuerySource } from '../query/query-source.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { MISSING } from '../ui/numbers.ts';
import { type Difference, describeDifference, readDifference, readMargin } from './describe-difference.ts';
import type { StrategyComparison } from './load-insight.ts';
import { createSeriesFinder } from './strategy-series.ts';

type Result = StrategyComparison['steps'][number]['results'][number];

/** One strategy, by the scores of one text, at one number of removed units. */
interface Row extends Result {
  readonly id: string;
  readonly removedCount: number;
  /** The quantized form that takes no more bytes; null without one. */
  readonly form: string | null;
}

const PINNED = ['strategy'] as const;
const getRowId = ({ id }: Row) => id;

export interface StrategyDifferencesProps {
  readonly comparison: StrategyComparison;
  readonly query: QuerySource;
}

/** Each strategy minus random removal, minus block influence and minus quantization of equal bytes, with intervals. */
export function StrategyDifferences({ comparison, query }: StrategyDifferencesProps): ReactNode {
  const rows = useMemo(() => listRows(comparison), [comparison]);
  const columns = useMemo(() => listColumns(comparison), [comparison]);
  if (rows.length === 0) return null;
  return (
    <DataTable
      title={`Differences between strategies, ${getRetentionWords(comparison.aboveChance).name}`}
      name="differences"
      prefix="differences-"
      rows={rows}
      columns={columns}
      getRowId={getRowId}
      rowHeader="strategy"
      pinned={PINNED}
      status="Better and worse: the difference holds at 95 % after Holm’s correction over all differences of this table, on two calibration texts, and with three seeds of an evolutionary search; what holds on this text only says so. Against random removal it is beyond every draw. The intervals are not corrected. Errors are paired by document, and those that are not say so."
      empty="No strategy was measured with something to compare it with."
      query={query}
    />
  );
}

function listRows(comparison: StrategyComparison): readonly Row[] {
  const findSeries = createSeriesFinder(comparison);
  const taken = new Set<string>();
  const rows = comparison.steps.flatMap(({ removedCount, equalBytes, results }) =>
    results.map((result, place) => {
      const { id: series, strategy } = findSeries(result);
      const plain = `${strategy}/${removedCount}${series.slice(strategy.length)}`;
      // Another named set is a row of its own; the first one has the plain id.
      const id = taken.has(plain) ? `${plain}/${place}` : plain;
      taken.add(plain);
      return { ...result, removedCount, form: equalBytes?.precision ?? null, id };
    }),
  );
  return rows.filter((row) => readMargin(row) !== null || row.againstDefault !== null || row.againstEqualBytes !== null);
}

function listColumns({ steps, aboveChance }: StrategyComparison): readonly Column<Row>[] {
  return [
    {
      id: 'strategy',
      title: 'Strategy',
      width: 180,
      groupable: true,
      value: ({ strategy }) => getStrategyLabel(toStrategyName(strategy)),
      text: ({ strategy, draws }) => `${getStrategyLabel(toStrategyName(strategy))}${draws > 1 ? `, mean of ${draws} seeds` : ''}`,
      details: [
        getScoresDetail(aboveChance),
        { id: 'draws', value: ({ draws }) => draws },
        { id: 'protect_first', value: ({ protectFirst }) => String(protectFirst) },
        { id: 'protect_last', value: ({ protectLast }) => String(protectLast) },
      ],
    },
    {
      ...toChosenOnColumn<Row>(steps.flatMap(({ results }) => results)),
      width: 190,
      text: ({ chosenOn, alsoChosenOn }) =>
        chosenOn === null
          ? MISSING
          : [chosenOn, alsoChosenOn.length > 0 && `the same on ${alsoChosenOn.join(', ')}`].filter(Boolean).join('; '),
      details: [{ id: 'also_chosen_on', value: ({ alsoChosenOn }) => alsoChosenOn.join(' ') }],
    },
    {
      id: 'removed',
      title: 'Removed',
      numeric: true,
      first: 'asc',
      width: 96,
      value: ({ removedCount }) => removedCount,
    },
    {
      id: 'retention',
      title: getRetentionWords(aboveChance).title,
      hint: '95 %',
      numeric: true,
      width: 170,
      value: ({ retention }) => retention,
      text: ({ retention, retentionStandardError }, numbers) =>
        describeRetention({ value: retention, standardError: retentionStandardError, aboveChance }, numbers),
      details: [{ id: 'retention_standard_error', value: ({ retentionStandardError }) => retentionStandardError }],
    },
    toColumn('control', 'Against random removal', 'Retention minus the mean of the random removals of as many inner units.', readMargin),
    toColumn(
      'default',
      'Against block influence',
      'Retention minus that of block influence, the default, on the same text with as many units.',
      (row) => readDifference(row.againstDefault),
    ),
    {
      ...toColumn(
        'bytes',
        'Against equal bytes',
        'Retention minus that of the whole model quantized to at most the bytes of the pruned model.',
        (row) => readDifference(row.againstEqualBytes),
      ),
      look: ({ form }) => (form === null ? {} : { title: `The whole model quantized to ${form}` }),
    },
  ];
}

function toColumn(id: string, title: string, definition: string, read: (row: Row) => Difference | null): Column<Row> {
  return {
    id,
    title,
    hint: '95 %',
    definition: `${definition} Above 0 is better.`,
    numeric: true,
    width: 290,
    value: (row) => read(row)?.value ?? null,
    text: (row, numbers) => describeDifference(read(row), numbers),
    details: [
      { id: `${id}_low`, value: (row) => read(row)?.interval.low ?? null },
      { id: `${id}_high`, value: (row) => read(row)?.interval.high ?? null },
      { id: `${id}_standard_error`, value: (row) => read(row)?.standardError ?? null },
      { id: `${id}_error`, value: (row) => read(row)?.error.toLowerCase() ?? null },
      { id: `${id}_holm_p`, value: (row) => read(row)?.holmP ?? null },
      { id: `${id}_verdict`, value: (row) => read(row)?.verdict.toLowerCase() ?? null },
    ],
  };
}
