'use client';

import { useQueryStates } from 'nuqs';
import { type ReactNode, useMemo } from 'react';
import { PublishedResultsDocument } from '../../generated/graphql.ts';
import { ChoiceFilter } from '../filter/choice-filter.tsx';
import { FilterBar } from '../filter/filter-bar.tsx';
import { listChoices } from '../filter/list-choices.ts';
import { SearchField } from '../filter/search-field.tsx';
import { toQuerySource } from '../query/query-source.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { Badge } from '../ui/badge.tsx';
import { useNumbers } from '../ui/locale.tsx';
import { Note } from '../ui/note.tsx';
import { MISSING } from '../ui/numbers.ts';
import { Select } from '../ui/select.tsx';
import { chooseTable } from './choose-table.ts';
import { describeTreatment, describeUnit } from './describe-treatment.ts';
import { getTableName } from './paper-name.ts';
import styles from './papers.module.css';
import { CHECKS, papersParsers } from './papers-params.ts';
import { gatherRows, listHeads, type PublishedCell, type PublishedRow } from './published-row.ts';

const CHECK_LABELS: Readonly<Record<(typeof CHECKS)[number], string>> = {
  all: 'All',
  agrees: 'Sums agree',
  disagrees: 'Flagged',
};
const PINNED = ['model', 'method'];
const QUERY = toQuerySource(PublishedResultsDocument, {});
const getRowId = (row: PublishedRow) => row.row;

/** The tables of the papers, one at a time. */
export function PublishedBoard({ cells }: { readonly cells: readonly PublishedCell[] }): ReactNode {
  const [params, setParams] = useQueryStates(papersParsers, { scroll: false });
  const all = useMemo(() => gatherRows(cells), [cells]);
  const { papers, paper, tables, table, rows } = useMemo(
    () => chooseTable(all, { paper: params.paper, table: params.table }),
    [all, params.paper, params.table],
  );
  const shown = useMemo(() => rows.filter((row) => matches(row, params)), [rows, params]);
  const columns = useMemo(() => listColumns(rows), [rows]);
  const flagged = all.filter(isFlagged).length;
  const [first] = rows;
  const list = (key: 'models' | 'methods') =>
    params[key].map((value) => ({
      key: `${key}-${value}`,
      label: value,
      onClear: () => setParams({ [key]: params[key].filter((one) => one !== value) }),
    }));
  return (
    <>
      <FilterBar
        active={[...list('models'), ...list('methods')]}
        onClearAll={() => setParams({ models: null, methods: null, q: null, check: null })}
      >
        <SearchField label="Find a row" value={params.q} onChange={(q) => setParams({ q })} />
        <Select
          label="Paper"
          value={paper}
          options={papers.map((value) => ({ value, label: value }))}
          onChange={(value) => setParams({ paper: value, table: null, models: null, methods: null }, { history: 'push' })}
        />
        <Select
          label="Table"
          value={table}
          options={tables.map((value) => ({ value, label: value }))}
          onChange={(value) => setParams({ table: value, models: null, methods: null }, { history: 'push' })}
        />
        <ChoiceFilter
          label="Model"
          choices={listChoices(rows, ({ model }) => ({ value: model, label: model }))}
          chosen={params.models}
          onChange={(models) => setParams({ models: [...models] })}
        />
        <ChoiceFilter
          label="Method"
          choices={listChoices(rows, ({ method }) => ({ value: method, label: method }))}
          chosen={params.methods}
          onChange={(methods) => setParams({ methods: [...methods] })}
        />
        <Select
          label="Check"
          value={params.check}
          options={CHECKS.map((value) => ({ value, label: CHECK_LABELS[value] }))}
          onChange={(check) => setParams({ check })}
        />
      </FilterBar>
      {first && (
        <p className={styles.source}>
          <cite>{first.paper}</cite>, {getTableName(table)}. <a href={first.url}>{first.url.replace('https://', '')}</a>
        </p>
      )}
      <DataTable
        title={`${paper}, ${getTableName(table)}, as published`}
        name="published"
        prefix="p-"
        rows={shown}
        columns={columns}
        getRowId={getRowId}
        rowHeader="model"
        pinned={PINNED}
        query={QUERY}
        status={`${shown.length} of ${rows.length} rows of ${getTableName(table)}; ${flagged} of all ${all.length} rows are flagged`}
        empty={<p>No row matches.</p>}
      />
    </>
  );
}

/** True if the arithmetic check fails, or if a note quotes another printed value of the same number. */
function isFlagged({ check, notes }: PublishedRow): boolean {
  return check?.agrees === false || notes.some((note) => /\bprint/i.test(note));
}

function matches(
  row: PublishedRow,
  params: { readonly q: string; readonly models: string[]; readonly methods: string[]; readonly check: (typeof CHECKS)[number] },
): boolean {
  const words = params.q.toLowerCase().split(/\s+/).filter(Boolean);
  // Dense models and methods that remove no unit have no treatment.
  const text = `${row.row} ${row.model} ${row.method} ${describeTreatment(row) ?? ''}`.toLowerCase();
  return (
    words.every((word) => text.includes(word)) &&
    (params.models.length === 0 || params.models.includes(row.model)) &&
    (params.methods.length === 0 || params.methods.includes(row.method)) &&
    (params.check === 'all' || (params.check === 'disagrees' ? isFlagged(row) : row.check?.agrees === true))
  );
}

function listColumns(rows: readonly PublishedRow[]): Column<PublishedRow>[] {
  const heads = listHeads(rows);
  return [
    {
      id: 'model',
      title: 'Model',
      groupable: true,
      width: 150,
      value: (row) => row.model,
      details: [{ id: 'row', value: (row) => row.row }],
    },
    { id: 'method', title: 'Method', groupable: true, width: widthOf(rows.map(({ method }) => method)), value: (row) => row.method },
    {
      id: 'unit',
      title: 'Unit',
      hint: 'removed',
      definition:
        'What was removed: whole blocks, or only their attention or MLP. Empty for dense models and for methods that narrow layers.',
      groupable: true,
      width: 100,
      value: describeUnit,
    },
    {
      id: 'repair',
      title: 'Repair',
      definition:
        'The repair of the removed units, as the paper names it. A repair reads a calibration text, and some are trained: do not compare repaired rows with rows of removal only.',
      groupable: true,
      width: widthOf(rows.map(describeTreatment)),
      value: describeTreatment,
      render: (row) => <Treatment row={row} />,
    },
    {
      id: 'removed',
      title: 'Removed',
      hint: 'as printed',
      definition: 'The ratio as the paper prints it; papers seldom say whether they count blocks or parameters.',
      numeric: true,
      width: 100,
      aggregate: 'range',
      value: (row) => row.removedRatio,
      format: (value, numbers) => numbers.percent(value, 1),
    },
    ...heads.filter((head) => isAverage(rows, head)).map((head) => toCellColumn(rows, head)),
    {
      id: 'computed',
      title: 'Computed again',
      definition: 'The average or the percentage, computed from other printed numbers of the table.',
      numeric: true,
      width: 130,
      value: (row) => row.check?.computed ?? null,
      text: (row, numbers) => numbers.fixed(row.check?.computed, 2),
      details: [{ id: 'check', value: (row) => row.check?.check ?? null }],
    },
    {
      id: 'verdict',
      title: 'Check',
      groupable: true,
      width: 150,
      value: (row) => (row.check === null ? 'nothing to sum' : row.check.agrees ? 'agrees' : 'disagrees'),
      render: (row) => <Verdict row={row} />,
    },
    ...heads.filter((head) => !isAverage(rows, head)).map((head) => toCellColumn(rows, head)),
    {
      id: 'note',
      title: 'Note',
      width: 640,
      value: (row) => (row.notes.length > 0 ? row.notes.join(' ') : null),
      render: (row) => <span className={styles.note}>{row.notes.join(' ')}</span>,
    },
  ];
}

function isAverage(rows: readonly PublishedRow[], head: string): boolean {
  return rows.some(({ cells }) => cells.get(head)?.benchmark === 'average');
}

/** A column of printed cells. */
function toCellColumn(rows: readonly PublishedRow[], head: string): Column<PublishedRow> {
  // Papers print a column with a fixed number of decimals, including trailing zeros.
  const decimals = Math.max(...rows.map(({ cells }) => countDecimals(cells.get(head)?.value)));
  return {
    id: head,
    title: head,
    numeric: true,
    width: Math.max(86, 34 + head.length * 9),
    // Dense and pruned models stand together, so a middle would mean nothing.
    aggregate: 'range',
    value: (row) => row.cells.get(head)?.value ?? null,
    format: (value) => value.toFixed(decimals),
    look: (row) => {
      const cell = row.cells.get(head);
      return cell ? { title: `${cell.benchmark}, ${cell.metric.toLowerCase().replaceAll('_', ' ')}` } : {};
    },
  };
}

function countDecimals(value: number | undefined): number {
  const [, decimals = ''] = String(value).split('.');
  return decimals.length;
}

/** Pixels for the longest text, also in a badge. */
function widthOf(texts: readonly (string | null)[]): number {
  return Math.max(140, 60 + 7 * Math.max(...texts.map((text) => (text === null ? 0 : text.length))));
}

/** A repaired row has a badge, so that it is not read as a row of removal only. */
function Treatment({ row }: { readonly row: PublishedRow }): ReactNode {
  const text = describeTreatment(row);
  if (text === null) return MISSING;
  return row.repair === null ? text : <Badge tone="accent">{text}</Badge>;
}

/** The outcome of the check; a flagged row has its note at hand, because the column of notes is far to the right. */
function Verdict({ row }: { readonly row: PublishedRow }): ReactNode {
  if (!isFlagged(row) || row.notes.length === 0) return <Outcome row={row} />;
  return (
    <>
      <Outcome row={row} /> <Note label={`Note on ${row.model}, ${row.method}`}>{row.notes.join(' ')}</Note>
    </>
  );
}

function Outcome({ row }: { readonly row: PublishedRow }): ReactNode {
  const numbers = useNumbers();
  if (row.check?.agrees !== false && isFlagged(row)) return <Badge tone="warn">see the note</Badge>;
  if (row.check === null) return <span className={styles.quiet}>nothing to sum</span>;
  const { agrees, printed, computed, check } = row.check;
  return (
    <span title={`${check}: ${numbers.fixed(computed, 3)}, printed ${printed}`}>
      {agrees ? <Badge tone="good">agrees</Badge> : <Badge tone="bad">printed {printed}</Badge>}
    </span>
  );
}
