'use client';

import { type ReactNode, useMemo } from 'react';
import { describeRetention, getStandardError, type Measured } from '../pruning/describe-retention.ts';
import { listEqualBytesDetails, toEqualBytesColumn } from '../pruning/equal-bytes-column.ts';
import { toRatioColumn } from '../pruning/ratio-column.tsx';
import { getRetentionLook, RetentionValue } from '../pruning/retention-value.tsx';
import { getRetentionWords, getScoresDetail } from '../pruning/retention-words.ts';
import { NOT_MEASURED, type SpeedRatio } from '../pruning/speed-ratio.ts';
import type { QuerySource } from '../query/query-source.ts';
import { toModelColumn } from '../recording/model-column.tsx';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { countOf } from '../ui/count-of.ts';
import { MISSING, type Numbers } from '../ui/numbers.ts';
import type { Overview, OverviewRow } from './build-overview.ts';
import type { ComparedSpeed } from './choose-speeds.ts';

export interface OverviewTableProps {
  readonly overview: Overview;
  /** Whether retentions are above chance. */
  readonly aboveChance: boolean;
  readonly query: QuerySource;
}

const PINNED = ['model'];
const NO_RATIO: SpeedRatio = { ratio: null, interval: null };
const getRowId = ({ model }: OverviewRow) => model.slug;
const getForm = ({ pruned }: OverviewRow) => pruned?.equalBytes ?? null;

/** What a reader wants to know first: how good each model is whole, what it keeps when pruned, and how much faster it is then. */
export function OverviewTable({ overview, aboveChance, query }: OverviewTableProps): ReactNode {
  const columns = useMemo(
    () => [...listModelColumns(overview, aboveChance), ...listSpeedColumns(), ...overview.benchmarks.map(toBenchmarkColumn)],
    [overview, aboveChance],
  );
  return (
    <DataTable
      title="Quality, retention and speed by model"
      name="overview"
      prefix="overview-"
      rows={overview.rows}
      columns={columns}
      getRowId={getRowId}
      rowHeader="model"
      pinned={PINNED}
      query={query}
      empty={null}
    />
  );
}

function listModelColumns({ shared }: Overview, aboveChance: boolean): readonly Column<OverviewRow>[] {
  const words = getRetentionWords(aboveChance);
  const retentionOf = ({ pruned }: OverviewRow): Measured => ({
    value: pruned?.averageRetention,
    standardError: pruned?.averageRetentionStandardError,
    aboveChance,
  });
  return [
    toModelColumn({ width: 210, read: (row) => row, aboveChance }),
    {
      id: 'parameters',
      title: 'Parameters',
      hint: 'whole',
      numeric: true,
      width: 110,
      value: ({ model }) => model.parameterCount,
      text: ({ model }, numbers) => numbers.compact(model.parameterCount),
    },
    {
      id: 'dense',
      title: 'Dense accuracy',
      hint: `mean of ${countOf(shared.length, 'benchmark')}`,
      definition: `Mean accuracy of the whole model, with its standard error, over the multiple-choice benchmarks that all evaluated models here share: ${shared.join(', ') || 'none'}. The menu Columns has each benchmark.`,
      numeric: true,
      width: 150,
      value: ({ denseAverage }) => denseAverage,
      text: ({ denseAverage, denseStandardError }, numbers) => writeAccuracy(denseAverage, denseStandardError, numbers),
      details: [{ id: 'dense_standard_error', value: ({ denseStandardError }) => denseStandardError }],
    },
    {
      id: 'retention',
      title: words.title,
      hint: 'at this share, 95 %',
      definition: `Mean ${words.name}, ${words.formula}, over the multiple-choice benchmarks, at the chosen share.`,
      numeric: true,
      width: 150,
      value: (row) => retentionOf(row).value ?? null,
      text: (row, numbers) => describeRetention(retentionOf(row), numbers),
      look: (row) => getRetentionLook(retentionOf(row).value),
      render: (row) => <RetentionValue {...retentionOf(row)} />,
      details: [{ id: 'retention_standard_error', value: (row) => getStandardError(retentionOf(row)) }, getScoresDetail(aboveChance)],
    },
    { ...toEqualBytesColumn(getForm, aboveChance), details: listEqualBytesDetails(getForm) },
  ];
}

function listSpeedColumns(): readonly Column<OverviewRow>[] {
  return [
    toSpeedColumn('prefill', 'Prompt speed', ({ prefill }) => prefill),
    toSpeedColumn('decode', 'Writing speed', ({ decode }) => decode),
    {
      id: 'load',
      over: 'Speed, pruned ÷ dense',
      title: 'Task',
      hint: 'texts × tokens',
      definition:
        'Batch size × tokens per prompt: the task that most of these models were measured with. Ratios of different tasks or devices are not comparable.',
      width: 120,
      value: ({ speed }) => speed?.load ?? null,
      text: ({ speed }) => speed?.load ?? MISSING,
      look: ({ speed }) => (speed ? { title: speed.device } : {}),
      details: [{ id: 'device', value: ({ speed }) => speed?.device ?? null }],
    },
  ];
}

function toSpeedColumn(id: string, title: string, read: (speed: ComparedSpeed) => SpeedRatio): Column<OverviewRow> {
  const column = toRatioColumn({ id, title, missing: NOT_MEASURED }, ({ speed }: OverviewRow) => (speed ? read(speed) : NO_RATIO));
  return { ...column, over: 'Speed, pruned ÷ dense', width: 160 };
}

/** The accuracy of the whole model on one benchmark; hidden until the reader selects it. */
function toBenchmarkColumn(name: string): Column<OverviewRow> {
  const find = ({ dense }: OverviewRow) => dense.get(name);
  return {
    id: `dense ${name}`,
    over: 'Dense accuracy',
    title: name,
    hidden: true,
    numeric: true,
    width: 140,
    value: (row) => find(row)?.value ?? null,
    text: (row, numbers) => writeAccuracy(find(row)?.value ?? null, find(row)?.standardError ?? null, numbers),
    details: [{ id: `dense_standard_error ${name}`, value: (row) => find(row)?.standardError ?? null }],
  };
}

/** `0.613 ± 0.012`, with the standard error. */
function writeAccuracy(value: number | null, standardError: number | null, numbers: Numbers): string {
  const written = numbers.fixed(value, 3);
  return value === null || standardError === null ? written : `${written} ± ${numbers.fixed(standardError, 3)}`;
}
