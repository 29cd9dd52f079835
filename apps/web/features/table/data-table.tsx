'use client';

import dynamic from 'next/dynamic';
import { type CSSProperties, type ReactNode, useMemo, useState } from 'react';
import { ExportMenu } from '../export/export-menu.tsx';
import { QueryButton, type QuerySource } from '../query/query-button.tsx';
import { Select } from '../ui/select.tsx';
import table from '../ui/table.module.css';
import { BodyRow, type TableBodyProps } from './body-row.tsx';
import type { Column } from './column.ts';
import { ColumnsMenu } from './columns-menu.tsx';
import styles from './data-table.module.css';
import { describeTable, listInSight } from './describe-table.ts';
import { TableHead } from './table-head.tsx';
import { useRowModel } from './use-row-model.ts';
import { type Sort, toFirstSort, useTableUrl } from './use-table-url.ts';

/** Tables with up to this many rows are drawn completely, so that find-in-page and screen readers see all rows. */
const DRAWN_WHOLE = 60;

/** Most pages have no long table, so browsers load what draws one with the first. */
const LongBody = dynamic(async () => (await import('./long-body.tsx')).LongBody) as <Row>(props: TableBodyProps<Row>) => ReactNode;

/** The rows. */
function TableBody<Row>(props: TableBodyProps<Row>): ReactNode {
  const { rows, columns, pinnedCount } = props;
  if (rows.length > DRAWN_WHOLE) return <LongBody {...props} />;
  return (
    <tbody>
      {rows.map(({ id }, index) => (
        <BodyRow key={id} {...props} index={index} range={{ start: pinnedCount, end: columns.length }} />
      ))}
    </tbody>
  );
}

export interface DataTableProps<Row extends object> {
  /** Accessible name, and caption of exports. */
  readonly title: string;
  /** Base name of exported files, and of the attribute `data-<name>` on each row. */
  readonly name: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly getRowId: (row: Row) => string;
  /** The column that identifies a row. */
  readonly rowHeader: string;
  /** Id of the row that the page shows in detail. */
  readonly current?: string | null;
  readonly sort?: readonly Sort[];
  readonly pinned?: readonly string[];
  /** Prefix of the URL parameters; distinguishes two tables on one page. */
  readonly prefix?: string;
  /** Text on the left of the toolbar, such as "12 of 40 models". */
  readonly status?: ReactNode;
  /** Shown instead of rows if there are none. */
  readonly empty: ReactNode;
  /** The query behind the table. */
  readonly query?: QuerySource;
}

const NONE: readonly never[] = [];

/**
 * The table of all pages. It can be sorted by several columns; columns can be hidden, pinned and moved; rows can be grouped; long lists are
 * virtualised. All state is in the URL.
 */
export function DataTable<Row extends object>(props: DataTableProps<Row>): ReactNode {
  const { columns, rows, title, name, getRowId, rowHeader, prefix = '' } = props;
  const url = useTableUrl(columns, { sort: props.sort ?? NONE, pinned: props.pinned ?? NONE }, prefix);
  const { state, change } = url;
  const model = useRowModel({ rows, columns, getRowId, state });
  // State instead of a ref: rows are laid out before a ref of what is around them is known, and would never follow its scrolling.
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const groupable = columns.filter((column) => column.groupable);
  const total = useMemo(() => sumWidths(model.columns, rowHeader), [model.columns, rowHeader]);
  // Remaining width goes to the column of names.
  const grower = model.columns.findIndex(({ id }) => id === rowHeader);
  const fold = (value: string) =>
    change({ folded: state.folded.includes(value) ? state.folded.filter((one) => one !== value) : [...state.folded, value] });
  return (
    <div className={styles.frame}>
      <div className={styles.tools}>
        <p className={styles.status} role="status">
          {props.status}
        </p>
        {groupable.length > 0 && (
          <Select
            label="Group by"
            value={state.groupBy ?? ''}
            options={[{ value: '', label: 'Nothing' }, ...groupable.map(({ id, title: label }) => ({ value: id, label }))]}
            onChange={(id) => change({ groupBy: id === '' ? null : id })}
          />
        )}
        <div className={styles.narrowSort}>
          <Select
            label="Sort by"
            value={state.sort[0]?.id ?? ''}
            options={[{ value: '', label: 'As listed' }, ...model.columns.map(({ id, title: label }) => ({ value: id, label }))]}
            onChange={(id) => change({ sort: columns.filter((column) => column.id === id).map(toFirstSort) })}
          />
        </div>
        <div className={styles.buttons}>
          <ColumnsMenu columns={columns} rowHeader={rowHeader} url={url} />
          <ExportMenu
            name={name}
            title={title}
            describe={() => describeTable(title, model)}
            describeInSight={() => {
              const columns = scroller ? listInSight(scroller, model.columns, model.pinnedCount) : model.columns;
              return describeTable(title, { ...model, columns });
            }}
          />
          {props.query && <QueryButton query={props.query} />}
        </div>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section ref={setScroller} className={`${table.scroller} ${styles.scroller}`} aria-label={title} tabIndex={0}>
        <table className={`${table.table} ${styles.grid}`} style={toWidthStyle(total)} aria-rowcount={model.rows.length + 1}>
          <caption className="visually-hidden">{title}</caption>
          <colgroup>
            {model.columns.map((column, index) => (
              <col
                key={column.id}
                style={toWidthStyle({
                  wide: index === grower ? null : column.width,
                  narrow: getNarrowWidth(column, rowHeader),
                })}
              />
            ))}
          </colgroup>
          <TableHead
            columns={model.columns}
            pinnedCount={model.pinnedCount}
            rowHeader={rowHeader}
            sort={state.sort}
            onSort={(sort) => change({ sort })}
          />
          <TableBody
            rows={model.rows}
            columns={model.columns}
            pinnedCount={model.pinnedCount}
            rowHeader={rowHeader}
            rowName={name}
            current={props.current ?? null}
            scroller={scroller}
            onFold={fold}
          />
        </table>
        {rows.length === 0 && <div className={styles.empty}>{props.empty}</div>}
      </section>
    </div>
  );
}

/** Widths of a column or a whole table, in pixels; null = the remaining width. */
interface Widths {
  readonly wide: number | null;
  readonly narrow: number;
}

/** A phone has room for a name and one number next to it. */
const NARROW_ROW_HEADER = 152;

function getNarrowWidth<Row>(column: Column<Row>, rowHeader: string): number {
  return column.narrowWidth ?? (column.id === rowHeader ? Math.min(column.width, NARROW_ROW_HEADER) : column.width);
}

function sumWidths<Row>(columns: readonly Column<Row>[], rowHeader: string): Widths {
  return {
    wide: columns.reduce((sum, column) => sum + column.width, 0),
    narrow: columns.reduce((sum, column) => sum + getNarrowWidth(column, rowHeader), 0),
  };
}

function toWidthStyle({ wide, narrow }: Widths): CSSProperties {
  return { '--width': wide === null ? 'auto' : `${wide}px`, '--narrow-width': `${narrow}px` } as CSSProperties;
}
