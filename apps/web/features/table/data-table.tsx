'use client';

import { type CSSProperties, type ReactNode, useMemo } from 'react';
import { ExportMenu } from '../export/export-menu.tsx';
import type { ShownTable } from '../export/shown-table.ts';
import { QueryButton, type QuerySource } from '../query/query-button.tsx';
import { keepUnits } from '../ui/format.ts';
import { MISSING } from '../ui/numbers.ts';
import { Select } from '../ui/select.tsx';
import table from '../ui/table.module.css';
import { type Column, formatCell } from './column.ts';
import styles from './data-table.module.css';
import { sortRows } from './sort-rows.ts';
import { type Sort, toFirstSort, useTableSort } from './use-table-sort.ts';

export interface DataTableProps<Row extends object> {
  /** Accessible name, caption of exports, and name of exported files. */
  readonly title: string;
  /** Each row has the attribute `data-<name>`. */
  readonly name: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  /** Default: its id. */
  readonly getRowId?: (row: Row) => string;
  /** The column that identifies a row. It stays in sight while the others scroll. */
  readonly rowHeader: string;
  /** Id of the row that the page shows in detail. */
  readonly current?: string | null;
  readonly sort?: readonly Sort[];
  /** Prefix of the URL parameters; distinguishes two tables on one page. */
  readonly prefix?: string;
  /** Text on the left of the toolbar, such as "12 of 40 models". */
  readonly status?: ReactNode;
  /** Shown instead of rows if there are none. */
  readonly empty: ReactNode;
  /** The query behind the table. */
  readonly query?: QuerySource;
}

const UNSORTED: readonly Sort[] = [];

/** A table with sorting and exports. Its order is in the URL, and it is complete without scripts. */
export function DataTable<Row extends object>(props: DataTableProps<Row>): ReactNode {
  const { title, rows, columns, rowHeader } = props;
  // A page with one table needs no prefix, and rows without an order stay as they come.
  const [sort, setSort] = useTableSort(columns, props.sort ?? UNSORTED, props.prefix ?? '');
  const order = JSON.stringify(sort);
  const sorted = useMemo(() => sortRows(rows, columns, JSON.parse(order) as readonly Sort[]), [rows, columns, order]);
  const same = useMemo(() => findSame(rows, columns, rowHeader), [rows, columns, rowHeader]);
  const shown = columns.filter((column) => !same.includes(column));
  if (rows.length === 0) return <div className={styles.empty}>{props.empty}</div>;
  return (
    <div className={styles.frame}>
      <div className={styles.tools}>
        <p className={styles.status} role="status">
          {props.status}
          {props.status && same.length > 0 && ' · '}
          {describeSame(same, rows)}
        </p>
        <div className={styles.narrowSort}>
          <Select
            label="Sort by"
            value={sort[0]?.id ?? ''}
            options={[{ value: '', label: 'As listed' }, ...shown.map(({ id, title: label }) => ({ value: id, label }))]}
            onChange={(id) => setSort(columns.filter((column) => column.id === id).map(toFirstSort)[0] ?? null)}
          />
        </div>
        <div className={styles.buttons}>
          <ExportMenu title={title} describe={() => describeTable(title, columns, sorted)} />
          {props.query && <QueryButton query={props.query} />}
        </div>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={`${table.scroller} ${styles.scroller}`} aria-label={title} tabIndex={0}>
        <table
          className={`${table.table} ${styles.grid}`}
          style={{ '--width': `${shown.reduce((sum, { width }) => sum + width, 0)}px` } as CSSProperties}
        >
          <caption className="visually-hidden">{title}</caption>
          <colgroup>
            {shown.map(({ id, width }) => (
              <col key={id} style={id === rowHeader ? undefined : { width }} />
            ))}
          </colgroup>
          <thead className={styles.head}>
            <tr>
              {shown.map((column) => (
                <SortHead
                  key={column.id}
                  column={column}
                  isRowHeader={column.id === rowHeader}
                  sort={sort.find(({ id }) => id === column.id)}
                  onSort={setSort}
                />
              ))}
            </tr>
          </thead>
          <TableBody {...props} rows={sorted} columns={shown} />
        </table>
      </section>
    </div>
  );
}

/** A table with fewer rows is read at a glance. */
const MANY_ROWS = 3;

/** The columns that say the same in every row. What was measured, with its interval, stays in its row, as do cells that draw more than text. */
function findSame<Row>(rows: readonly Row[], columns: readonly Column<Row>[], rowHeader: string): readonly Column<Row>[] {
  if (rows.length < MANY_ROWS) return [];
  return columns.filter((column) => {
    const isPlain = column.id !== rowHeader && column.render === undefined && column.text === undefined;
    return isPlain && new Set(rows.map((row) => formatCell(column, row))).size === 1;
  });
}

/** They stand above the table once; what no row has is not said. */
function describeSame<Row>(same: readonly Column<Row>[], rows: readonly Row[]): string {
  const facts = same.flatMap((column) => {
    const text = rows[0] === undefined ? MISSING : formatCell(column, rows[0]);
    return text === MISSING ? [] : [`${column.title.toLowerCase()}: ${text}`];
  });
  return facts.length === 0 ? '' : `in every row ${facts.join('; ')}`;
}

function getId(row: object): string {
  return 'id' in row ? String(row.id) : '';
}

function TableBody<Row extends object>({
  rows,
  columns,
  getRowId = getId,
  rowHeader,
  name,
  current = null,
}: DataTableProps<Row>): ReactNode {
  return (
    <tbody>
      {rows.map((row) => {
        const id = getRowId(row);
        return (
          <tr key={id} aria-current={id === current ? 'true' : undefined} {...{ [`data-${name}`]: id }}>
            {columns.map((column) => {
              const isRowHeader = column.id === rowHeader;
              const Cell = isRowHeader ? 'th' : 'td';
              return (
                <Cell
                  key={column.id}
                  scope={isRowHeader ? 'row' : undefined}
                  className={getCellClass(column, isRowHeader)}
                  data-column={column.id}
                  data-label={column.title}
                  data-value={column.value(row) ?? ''}
                >
                  {column.render ? column.render(row) : keepUnits(formatCell(column, row))}
                </Cell>
              );
            })}
          </tr>
        );
      })}
    </tbody>
  );
}

interface SortHeadProps<Row> {
  readonly column: Column<Row>;
  readonly isRowHeader: boolean;
  /** undefined: the table is not sorted by this column. */
  readonly sort: Sort | undefined;
  readonly onSort: (sort: Sort) => void;
}

/** The head of a column. A click sorts by it, and a second click turns the order round. */
function SortHead<Row>({ column, isRowHeader, sort, onSort }: SortHeadProps<Row>): ReactNode {
  return (
    <th
      scope="col"
      aria-sort={sort ? (sort.desc ? 'descending' : 'ascending') : undefined}
      className={getCellClass(column, isRowHeader)}
      data-head={column.id}
    >
      <button
        type="button"
        className={styles.sort}
        title={column.definition}
        onClick={() => onSort(sort ? { id: column.id, desc: !sort.desc } : toFirstSort(column))}
      >
        <span className={column.definition ? styles.defined : undefined}>{column.title}</span>
        <span className={styles.arrow} aria-hidden="true">
          {sort?.desc === false ? '↑' : '↓'}
        </span>
      </button>
      {column.hint && <span className={table.sub}>{column.hint}</span>}
    </th>
  );
}

/** Class names that heads and cells of a column share. */
function getCellClass({ numeric = false }: { readonly numeric?: boolean }, isRowHeader: boolean): string {
  return [numeric && `${table.number} ${styles.numeric}`, isRowHeader && styles.rowHeader].filter(Boolean).join(' ');
}

/** The shown content of a table, for export: its visible columns and its rows as sorted, each value with its details. */
function describeTable<Row>(title: string, columns: readonly Column<Row>[], rows: readonly Row[]): ShownTable {
  return {
    title,
    columns: columns.flatMap(({ id, title: head, hint = '', definition = '', numeric = false, details = [] }) => [
      { id, title: head, about: [hint, definition].filter((part) => part !== '').join('. '), numeric, isDetail: false },
      ...details.map((detail) => ({ id: detail.id, title: detail.id, about: `of ${id}`, numeric: true, isDetail: true })),
    ]),
    rows: rows.map((row) =>
      columns.flatMap((column) => [
        { value: column.value(row), text: formatCell(column, row) },
        // Most columns have no details.
        ...(column.details ?? []).map((detail) => ({ value: detail.value(row), text: '' })),
      ]),
    ),
  };
}
