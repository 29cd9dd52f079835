'use client';

import { type ReactNode, useMemo } from 'react';
import { describeRetention, getStandardError, NONE_DIFFERS } from '../pruning/describe-retention.ts';
import { getRetentionLook, RetentionValue } from '../pruning/retention-value.tsx';
import { getRetentionWords, getScoresDetail } from '../pruning/retention-words.ts';
import type { QuerySource } from '../query/query-source.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { formatEstimate, formatInterval } from '../ui/interval.ts';
import { useNumbers } from '../ui/locale.tsx';
import { MISSING, type Numbers } from '../ui/numbers.ts';
import type { DifferenceCell, RetentionRow } from './build-retention.ts';
import styles from './compare.module.css';
import { type CompareEntry, getEntryKey } from './compare-entry.ts';
import { findClear } from './find-clear.ts';

export interface RetentionTableProps {
  readonly entries: readonly CompareEntry[];
  readonly rows: readonly RetentionRow[];
  /** The baseline. */
  readonly baseline: CompareEntry | null;
  /** Whether the retentions are above chance. */
  readonly aboveChance: boolean;
  readonly query: QuerySource;
}

const PINNED = ['benchmark'];
const getRowId = (row: RetentionRow) => row.benchmark;

/** The numbers: the retention of each entry, its difference from the baseline, and its loss compared with its own dense run. */
export function RetentionTable({ entries, rows, baseline, aboveChance, query }: RetentionTableProps): ReactNode {
  const clear = useMemo(() => findClear(rows), [rows]);
  const columns = useMemo(() => listColumns(entries, { baseline, aboveChance, clear }), [entries, baseline, aboveChance, clear]);
  return (
    <DataTable
      title={`${getRetentionWords(aboveChance).title} and differences by benchmark`}
      name="benchmark"
      rows={rows}
      columns={columns}
      getRowId={getRowId}
      rowHeader="benchmark"
      pinned={PINNED}
      query={query}
      empty={<p>No benchmark is measured for these models at this ratio.</p>}
    />
  );
}

interface TableSettings extends Pick<RetentionTableProps, 'baseline' | 'aboveChance'> {
  /** The differences that are shown in bold. */
  readonly clear: ReadonlySet<DifferenceCell>;
}

const BOLD =
  'A bold difference is significant: it holds at 95 % after Holm’s correction over all differences under this heading. Intervals are not corrected.';

function listColumns(entries: readonly CompareEntry[], { baseline, aboveChance, clear }: TableSettings): Column<RetentionRow>[] {
  const words = getRetentionWords(aboveChance);
  const models = entries.filter(({ kind }) => kind === 'model');
  const others = models.filter((entry) => entry !== baseline);
  return [
    { id: 'benchmark', title: 'Benchmark', width: 170, value: (row) => row.benchmark, details: [getScoresDetail(aboveChance)] },
    ...entries.map((entry): Column<RetentionRow> => {
      const read = (row: RetentionRow) =>
        row.retentions.get(getEntryKey(entry)) ?? { value: null, standardError: null, aboveChance, guessing: null };
      return {
        id: `retention ${getEntryKey(entry)}`,
        title: entry.label,
        over: `${words.title}, 95 % interval`,
        numeric: true,
        width: 150,
        value: (row) => read(row).value,
        text: (row, numbers) => describeRetention(read(row), numbers),
        look: (row) => getRetentionLook(read(row).value),
        render: (row) => <RetentionValue {...read(row)} />,
        details: [{ id: `standard_error ${getEntryKey(entry)}`, value: (row) => getStandardError(read(row)) }],
      };
    }),
    ...(baseline === null ? [] : others).map((entry) =>
      toDifferenceColumn(entry, {
        id: 'difference',
        over: `${words.title} minus that of ${baseline?.label}, paired`,
        definition: `${words.title} minus that of ${baseline?.label}, over the documents that both answered. The 95 % interval is paired by document. ${BOLD}`,
        clear,
        read: (row) => row.differences.get(getEntryKey(entry)),
      }),
    ),
    ...models.map((entry) =>
      toDifferenceColumn(entry, {
        id: 'loss',
        over: 'Pruned − dense accuracy, paired',
        definition: `Accuracy of the pruned model minus that of the same model with all its blocks, with a 95 % interval paired by document. ${BOLD}`,
        clear,
        read: (row) => row.losses.get(getEntryKey(entry)),
      }),
    ),
  ];
}

interface DifferenceColumn extends Pick<TableSettings, 'clear'> {
  readonly id: string;
  readonly over: string;
  readonly definition: string;
  readonly read: (row: RetentionRow) => DifferenceCell | undefined;
}

function toDifferenceColumn(entry: CompareEntry, { id, over, definition, clear, read }: DifferenceColumn): Column<RetentionRow> {
  const key = getEntryKey(entry);
  return {
    id: `${id} ${key}`,
    title: entry.label,
    over,
    definition,
    numeric: true,
    width: 160,
    value: (row) => read(row)?.value ?? null,
    text: (row, numbers) => describeDifference(read(row), numbers),
    render: (row) => <DifferenceValue difference={read(row)} clear={clear} />,
    details: [
      { id: `${id}_low ${key}`, value: (row) => getEnds(read(row))?.low ?? null },
      { id: `${id}_high ${key}`, value: (row) => getEnds(read(row))?.high ?? null },
    ],
  };
}

interface DifferenceValueProps extends Pick<TableSettings, 'clear'> {
  readonly difference: DifferenceCell | undefined;
}

function DifferenceValue({ difference, clear }: DifferenceValueProps): ReactNode {
  const numbers = useNumbers();
  if (!difference) return MISSING;
  const { value, low, high } = difference;
  return (
    <>
      <span className={clear.has(difference) ? styles.clear : undefined}>{sign(value, numbers)}</span>
      {low !== null && high !== null && (
        <span className={styles.under}>{low === high ? NONE_DIFFERS : formatInterval({ low, high }, (end) => sign(end, numbers))}</span>
      )}
    </>
  );
}

/** If no answer differs, there is no interval. */
function getEnds(difference: DifferenceCell | undefined): DifferenceCell | null {
  return difference && difference.low !== difference.high ? difference : null;
}

function describeDifference(difference: DifferenceCell | undefined, numbers: Numbers): string {
  if (!difference) return MISSING;
  const { value, low, high } = difference;
  if (low !== null && low === high) return `${sign(value, numbers)} (${NONE_DIFFERS})`;
  return formatEstimate(value, low === null || high === null ? null : { low, high }, (one) => sign(one, numbers));
}

function sign(value: number, numbers: Numbers): string {
  return `${value > 0 ? '+' : ''}${numbers.fixed(value, 3)}`;
}
