'use client';

import { type ReactNode, useMemo } from 'react';
import type { BenchmarkResultFragment } from '../../generated/graphql.ts';
import { describeRetention, formatRetention, getStandardError, type Measured } from '../pruning/describe-retention.ts';
import { RetentionValue } from '../pruning/retention-value.tsx';
import { getRetentionWords, getScoresDetail } from '../pruning/retention-words.ts';
import { getStrategyLabel, toStrategyName } from '../pruning/strategy-name.ts';
import type { QuerySource } from '../query/query-source.ts';
import { toModelColumn } from '../recording/model-column.tsx';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { countOf } from '../ui/count-of.ts';
import { formatEstimate, toInterval } from '../ui/interval.ts';
import type { Numbers } from '../ui/numbers.ts';
import { MAX_RESULTS } from './max-results.ts';

export interface BenchmarkResultsProps {
  readonly kind: 'whole' | 'pruned';
  readonly benchmark: string;
  readonly results: readonly BenchmarkResultFragment[];
  readonly query: QuerySource;
  /** Whether retention is above chance, also on the pages behind the links. */
  readonly aboveChance: boolean;
}

const PINNED = ['model'];
const getRowId = ({ id }: BenchmarkResultFragment) => id;

/** The evaluations of one benchmark, of whole or of pruned models. */
export function BenchmarkResults({ kind, benchmark, results, query, aboveChance }: BenchmarkResultsProps): ReactNode {
  const columns = useMemo(() => (kind === 'whole' ? listWholeColumns(aboveChance) : listPrunedColumns(aboveChance)), [kind, aboveChance]);
  return (
    <DataTable
      title={`${benchmark}, ${kind} models${kind === 'pruned' && aboveChance ? ', retention above chance' : ''}`}
      name={`${kind}-result`}
      prefix={`${kind}-`}
      rows={results}
      columns={columns}
      getRowId={getRowId}
      rowHeader="model"
      pinned={PINNED}
      query={query}
      status={results.length < MAX_RESULTS ? countOf(results.length, 'evaluation') : `the first ${results.length} evaluations`}
      empty={<p>No {kind} model was measured on this benchmark yet.</p>}
    />
  );
}

const listIdentity = (aboveChance: boolean): readonly Column<BenchmarkResultFragment>[] => [
  { ...toModelColumn({ width: 210, read: (result: BenchmarkResultFragment) => result, aboveChance }), groupable: true },
  { id: 'family', title: 'Family', width: 120, groupable: true, hidden: true, value: ({ model }) => model.family.name },
  { id: 'metric', title: 'Metric', width: 150, groupable: true, value: ({ metric }) => metric },
];

/** Without an aggregate, because the rows of a group may have different metrics. */
const VALUE: Column<BenchmarkResultFragment> = {
  id: 'value',
  title: 'Value',
  hint: '95 % interval',
  numeric: true,
  width: 190,
  value: ({ value }) => value,
  text: describeValue,
  details: [{ id: 'standard_error', value: ({ standardError }) => standardError ?? null }],
};

const CONDITIONS: readonly Column<BenchmarkResultFragment>[] = [
  { id: 'documents', title: 'Documents', numeric: true, width: 110, aggregate: 'range', value: ({ sampleCount }) => sampleCount },
  { id: 'shots', title: 'Shots', numeric: true, width: 80, aggregate: 'range', value: ({ shots }) => shots },
  { id: 'lane', title: 'Protocol', width: 260, hidden: true, groupable: true, value: ({ lane }) => lane },
];

const listWholeColumns = (aboveChance: boolean) => [...listIdentity(aboveChance), VALUE, ...CONDITIONS];

const listPrunedColumns = (aboveChance: boolean): readonly Column<BenchmarkResultFragment>[] => [
  ...listIdentity(aboveChance),
  {
    id: 'strategy',
    title: 'Chosen by',
    width: 180,
    groupable: true,
    value: ({ pruning }) => (pruning ? getStrategyLabel(toStrategyName(pruning.strategy)) : null),
  },
  {
    id: 'removed',
    title: 'Removed',
    hint: 'blocks',
    numeric: true,
    first: 'asc',
    width: 100,
    aggregate: 'range',
    value: ({ pruning }) => pruning?.removedCount ?? null,
  },
  {
    id: 'retention',
    title: 'Retention',
    hint: aboveChance ? 'above chance, 95 %' : '95 % interval',
    definition: `${getRetentionWords(aboveChance).title}: ${getRetentionWords(aboveChance).formula}, of the same metric.`,
    numeric: true,
    width: 150,
    aggregate: 'range',
    value: (result) => toMeasured(result, aboveChance).value ?? null,
    format: formatRetention,
    text: (result, numbers) => describeRetention(toMeasured(result, aboveChance), numbers),
    render: (result) => <RetentionValue {...toMeasured(result, aboveChance)} />,
    details: [
      { id: 'retention_standard_error', value: (result) => getStandardError(toMeasured(result, aboveChance)) },
      getScoresDetail(aboveChance),
    ],
  },
  VALUE,
  ...CONDITIONS,
];

function toMeasured(result: BenchmarkResultFragment, aboveChance: boolean): Measured {
  if (!aboveChance) return { value: result.retention, standardError: result.retentionStandardError };
  return { value: result.retentionAboveChance?.value, standardError: result.retentionAboveChance?.standardError, aboveChance };
}

function describeValue({ value, standardError }: BenchmarkResultFragment, numbers: Numbers): string {
  return formatEstimate(value, toInterval(value, standardError), (end) => numbers.significant(end));
}
