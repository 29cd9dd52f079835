'use client';

import Link from 'next/link';
import { type ReactNode, useMemo } from 'react';
import type { BenchmarkResultFragment } from '../../generated/graphql.ts';
import { getStrategyLabel, toStrategyName } from '../pruning/strategy-name.ts';
import { describeUnits } from '../pruning/unit-sets.ts';
import type { QuerySource } from '../query/query-source.ts';
import { getRepairLabel } from '../repair/repair-name.ts';
import { type Column, toEstimateColumn, toNumberColumn } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { numbers } from '../ui/numbers.ts';

export interface BenchmarkResultsProps {
  readonly kind: 'whole' | 'changed';
  readonly benchmark: string;
  readonly results: readonly BenchmarkResultFragment[];
  /** How many there are on all pages. */
  readonly total: number;
  /** True if guessing has a known accuracy. */
  readonly hasChance: boolean;
  readonly query: QuerySource;
}

/** The evaluations of one benchmark, of whole or of changed models. */
export function BenchmarkResults({ kind, benchmark, results, total, hasChance, query }: BenchmarkResultsProps): ReactNode {
  const columns = useMemo(
    () => (kind === 'whole' ? [...IDENTITY, ...VALUES] : [...IDENTITY, ...CHANGE, toKeptColumn(hasChance), JUDGES, ...VALUES, ...CHOICE]),
    [kind, hasChance],
  );
  return (
    <DataTable
      title={`${benchmark}, ${kind} models`}
      name={`${kind}-result`}
      prefix={`${kind}-`}
      rows={results}
      columns={columns}
      rowHeader="model"
      query={query}
      status={`${numbers.integer(results.length)} of ${numbers.integer(total)} evaluations`}
      empty={<p>No {kind} model was measured on this benchmark yet.</p>}
    />
  );
}

const IDENTITY: readonly Column<BenchmarkResultFragment>[] = [
  {
    id: 'model',
    title: 'Model',
    width: 190,
    value: ({ model }) => model.name,
    render: ({ model }) => (
      <Link href={`/models/${encodeURIComponent(model.slug)}`} prefetch={false}>
        {model.name}
      </Link>
    ),
    details: [
      { id: 'slug', value: ({ model }) => model.slug },
      { id: 'family', value: ({ model }) => model.family.slug },
    ],
  },
  { id: 'metric', title: 'Metric', width: 140, value: ({ metric }) => metric },
];

/** The change of the model. */
const CHANGE: readonly Column<BenchmarkResultFragment>[] = [
  { id: 'removed', title: 'Removed', width: 180, value: ({ pruning }) => pruning && describeUnits(pruning) },
  {
    id: 'repair',
    title: 'Repair',
    width: 150,
    value: ({ pruning }) => (pruning?.repair ? getRepairLabel(pruning.repair.kind) : null),
  },
];

/** Who chose it, and on which texts it was chosen and repaired. */
const CHOICE: readonly Column<BenchmarkResultFragment>[] = [
  toNumberColumn({ id: 'count', title: 'Units', hint: 'removed', first: 'asc', width: 84 }, ({ pruning }) => pruning?.removedCount ?? null),
  {
    id: 'strategy',
    title: 'Chosen by',
    width: 180,
    value: ({ pruning }) => pruning && getStrategyLabel(toStrategyName(pruning.strategy)),
  },
  { id: 'chosen_on', title: 'Chosen on', width: 150, value: ({ pruning }) => pruning?.chosenOn ?? null },
  {
    id: 'repaired_on',
    title: 'Solved on',
    width: 150,
    value: ({ pruning }) => pruning?.repair?.calibration ?? null,
  },
];

/** The share that the change keeps: above chance where that is known, otherwise as a ratio. */
function toKeptColumn(hasChance: boolean): Column<BenchmarkResultFragment> {
  const title = hasChance ? 'Kept' : 'Changed ÷ whole';
  return toEstimateColumn(
    { id: 'kept', title, hint: hasChance ? 'above chance, 95 %' : '95 %', width: 180 },
    ({ retention, retentionStandardError, retentionAboveChance }) =>
      hasChance ? retentionAboveChance : { value: retention, standardError: retentionStandardError },
  );
}

const JUDGES: Column<BenchmarkResultFragment> = {
  id: 'judges',
  title: 'Judges',
  definition: 'Whether an answer counts it: no text of the same source chose or repaired the change, and a benchmark can show a loss.',
  width: 90,
  value: ({ judges }) => (judges === null ? null : judges ? 'yes' : 'no'),
};

const VALUES: readonly Column<BenchmarkResultFragment>[] = [
  toEstimateColumn({ id: 'value', title: 'Value', hint: '95 %', width: 190 }, (result) => result),
  toNumberColumn({ id: 'documents', title: 'Documents', width: 110 }, ({ sampleCount }) => sampleCount),
  {
    id: 'shots',
    title: 'Shots',
    numeric: true,
    width: 80,
    value: ({ shots }) => shots,
    details: [{ id: 'protocol', value: ({ lane }) => lane }],
  },
];
