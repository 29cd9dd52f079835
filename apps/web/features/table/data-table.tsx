'use client';

import { type CSSProperties, type ReactNode, useMemo } from 'react';
import { ExportMenu } from '../export/export-menu.tsx';
import { QueryButton, type QuerySource } from '../query/query-button.tsx';
import menu from '../ui/menu.module.css';
import { Popover } from '../ui/popover.tsx';
import { Select } from '../ui/select.tsx';
import table from '../ui/table.module.css';
import { Tooltip } from '../ui/tooltip.tsx';
import type { Column } from './column.ts';
import styles from './data-table.module.css';
import { describeTable } from './describe-table.ts';
import { formatCell } from './format-cell.ts';
import { sortRows } from './sort-rows.ts';
import { type Sort, toFirstSort, useTableUrl } from './use-table-url.ts';

export interface DataTableProps<Row extends object> {
  /** Accessible name, caption of exports, and name of exported files. */
  readonly title: string;
  /** Each row has the attribute `data-<name>`. */
  readonly name: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly getRowId: (row: Row) => string;
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

/** A table with sorting, hidden columns and exports. Its state is in the URL, and it is complete without scripts. */
export function DataTable<Row extends object>(props: DataTableProps<Row>): ReactNode {
  const { title, rows, columns, rowHeader } = props;
  // A page with one table needs no prefix, and rows without an order stay as they come.
  const url = useTableUrl(columns, props.sort ?? UNSORTED, props.prefix ?? '');
  const shown = columns.filter(({ id }) => url.shown.includes(id));
  const order = JSON.stringify(url.sort);
  const sorted = useMemo(() => sortRows(rows, columns, JSON.parse(order) as readonly Sort[]), [rows, columns, order]);
  if (rows.length === 0) return <div className={styles.empty}>{props.empty}</div>;
  return (
    <div className={styles.frame}>
      <div className={styles.tools}>
        <p className={styles.status} role="status">
          {props.status}
        </p>
        <div className={styles.narrowSort}>
          <Select
            label="Sort by"
            value={url.sort[0]?.id ?? ''}
            options={[{ value: '', label: 'As listed' }, ...shown.map(({ id, title: label }) => ({ value: id, label }))]}
            onChange={(id) => url.setSort(columns.filter((column) => column.id === id).map(toFirstSort)[0] ?? null)}
          />
        </div>
        <div className={styles.buttons}>
          <Popover label="Columns" icon="columns" needsScripts>
            {columns.map(({ id, title: label }) => (
              <label key={id} className={menu.row}>
                <input type="checkbox" checked={url.shown.includes(id)} disabled={id === rowHeader} onChange={() => url.toggle(id)} />
                {label}
              </label>
            ))}
          </Popover>
          <ExportMenu title={title} describe={() => describeTable(title, shown, sorted)} />
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
                  sort={url.sort.find(({ id }) => id === column.id)}
                  onSort={url.setSort}
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

function TableBody<Row extends object>({ rows, columns, getRowId, rowHeader, name, current = null }: DataTableProps<Row>): ReactNode {
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
                  {column.render ? column.render(row) : formatCell(column, row)}
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
  const toButton = (definitionId?: string) => (
    <button
      type="button"
      className={styles.sort}
      onClick={() => onSort(sort ? { id: column.id, desc: !sort.desc } : toFirstSort(column))}
      aria-describedby={definitionId}
    >
      <span className={definitionId ? styles.defined : undefined}>{column.title}</span>
      <span className={styles.arrow} aria-hidden="true">
        {sort?.desc === false ? '↑' : '↓'}
      </span>
    </button>
  );
  return (
    <th
      scope="col"
      aria-sort={sort ? (sort.desc ? 'descending' : 'ascending') : undefined}
      className={getCellClass(column, isRowHeader)}
      data-head={column.id}
    >
      {column.definition ? <Tooltip text={column.definition}>{toButton}</Tooltip> : toButton()}
      {column.hint && <span className={table.sub}>{column.hint}</span>}
    </th>
  );
}

/** Class names that heads and cells of a column share. */
function getCellClass({ numeric = false }: { readonly numeric?: boolean }, isRowHeader: boolean): string {
  return [numeric && `${table.number} ${styles.numeric}`, isRowHeader && styles.rowHeader].filter(Boolean).join(' ');
}
