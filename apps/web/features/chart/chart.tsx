'use client';

import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { type ReactNode, type RefObject, useId, useRef } from 'react';
import { ExportMenu } from '../export/export-menu.tsx';
import { SaveItem, saveFile, toFileName } from '../export/save-item.tsx';
import type { ShownColumn, ShownTable } from '../export/shown-table.ts';
import { QueryButton, type QuerySource } from '../query/query-button.tsx';
import { keepUnits } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import panel from '../ui/panel.module.css';
import tableStyles from '../ui/table.module.css';
import styles from './chart.module.css';
import { DrawingCanvas, type DrawingCanvasProps } from './drawing-canvas.tsx';
import { type LegendEntry, LegendKey } from './legend-key.tsx';

export interface ChartProps extends Pick<DrawingCanvasProps, 'summary' | 'draw'> {
  /** With the prefix `view-`, the name of the URL parameter. */
  readonly name: string;
  readonly title: string;
  /** The numbers drawn; its title names exported files. */
  readonly table: ShownTable;
  readonly legend?: readonly LegendEntry[];
  /** Pixels; the maximum for a square drawing. */
  readonly height?: number;
  /** As high as wide, if there is enough room. */
  readonly square?: boolean;
  readonly query?: QuerySource;
  /** Further controls beside the title. */
  readonly actions?: ReactNode;
}

const VIEWS = ['chart', 'table'] as const;

/** The common frame of all charts: title, legend, drawing, a table of its numbers, a text summary, and exports. */
export function Chart({
  name,
  title,
  summary,
  table,
  draw,
  legend = [],
  height = 280,
  square = false,
  query,
  actions,
}: ChartProps): ReactNode {
  const id = useId();
  const canvas = useRef<HTMLDivElement>(null);
  const [view, setView] = useQueryState(`view-${name}`, parseAsStringLiteral(VIEWS).withDefault('chart'));
  return (
    <figure className={`${panel.panel} ${styles.frame}`} aria-labelledby={id} data-chart={name}>
      <div className={styles.head}>
        <h3 id={id} className={styles.title}>
          {keepUnits(title)}
        </h3>
        {actions && <div className={styles.tools}>{actions}</div>}
      </div>
      {view === 'table' ? (
        <ChartTable table={table} />
      ) : (
        <>
          {legend.length > 0 && (
            <ul className={styles.legend}>
              {legend.map((entry) => (
                <li key={entry.label}>
                  <LegendKey entry={entry} />
                  {entry.label}
                </li>
              ))}
            </ul>
          )}
          <DrawingCanvas canvas={canvas} draw={draw} height={height} square={square} summary={summary} />
        </>
      )}
      <figcaption className={styles.foot}>
        <p className={styles.summary}>{summary}</p>
        <div className={styles.tools}>
          <button
            type="button"
            className={panel.action}
            aria-pressed={view === 'table'}
            onClick={() => setView(view === 'table' ? null : 'table')}
          >
            <Icon name={view === 'table' ? 'chart' : 'table'} />
            {view === 'table' ? 'As chart' : 'As table'}
          </button>
          <ExportMenu title={table.title} describe={() => table}>
            {view === 'chart' && (
              <DrawingItems file={toFileName(table.title)} title={title} legend={legend} summary={summary} canvas={canvas} />
            )}
          </ExportMenu>
          {query && <QueryButton query={query} />}
        </div>
      </figcaption>
    </figure>
  );
}

interface DrawingItemsProps {
  /** Name of files, without ending. */
  readonly file: string;
  readonly title: string;
  readonly legend: readonly LegendEntry[];
  readonly summary: string;
  readonly canvas: RefObject<HTMLDivElement | null>;
}

/** The drawing as SVG and PNG, with its title, its legend and its summary, which names who published the numbers. */
function DrawingItems({ file, title, legend, summary, canvas }: DrawingItemsProps): ReactNode {
  const compose = async () => {
    const drawing = canvas.current?.querySelector(':scope > svg');
    const { composeSvg } = await import('./compose-svg.ts');
    return drawing instanceof SVGSVGElement ? composeSvg(drawing, { title, legend, summary }) : null;
  };
  const saveSvg = async () => {
    const picture = await compose();
    if (picture) saveFile(`${file}.svg`, new Blob([picture.text], { type: 'image/svg+xml' }));
  };
  const savePng = async () => {
    const [picture, { toPng }] = await Promise.all([compose(), import('./to-png.ts')]);
    if (picture) saveFile(`${file}.png`, await toPng(picture));
  };
  return (
    <>
      <SaveItem label="SVG" aside="drawing" onSave={saveSvg} />
      <SaveItem label="PNG" aside="drawing, 2×" onSave={savePng} />
    </>
  );
}

/** The numbers of a chart. Columns of files alone are left out. */
function ChartTable({ table }: { readonly table: ShownTable }): ReactNode {
  const shown = table.columns.flatMap((column, place) => (column.isDetail ? [] : [{ column, place }]));
  const classOf = ({ numeric }: ShownColumn) => (numeric ? tableStyles.number : undefined);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={`${tableStyles.scroller} ${tableStyles.limited}`} aria-label={table.title} tabIndex={0}>
      <table className={tableStyles.table}>
        <caption className="visually-hidden">{table.title}</caption>
        <thead>
          <tr>
            {shown.map(({ column }) => (
              <th key={column.id} scope="col" className={classOf(column)}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, rowIndex) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name and do not move
            <tr key={rowIndex}>
              {shown.map(({ column, place }) => (
                <td key={column.id} className={classOf(column)} data-value={row[place]?.value ?? ''}>
                  {row[place]?.text}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
