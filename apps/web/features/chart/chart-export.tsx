'use client';

import type { ReactNode, RefObject } from 'react';
import { saveFile } from '../export/save-file.ts';
import type { ShownTable } from '../export/shown-table.ts';
import { toBibtex } from '../export/to-bibtex.ts';
import { toCsv } from '../export/to-csv.ts';
import { CopyItem } from '../ui/copy-item.tsx';
import { Icon } from '../ui/icon.tsx';
import menu from '../ui/menu.module.css';
import { Popover } from '../ui/popover.tsx';
import { composeSvg } from './compose-svg.ts';
import type { LegendEntry } from './legend.ts';
import { toPng } from './to-png.ts';

export interface ChartExportProps {
  readonly name: string;
  readonly table: ShownTable;
  readonly legend: readonly LegendEntry[];
  readonly canvas: RefObject<HTMLDivElement | null>;
}

/** The drawing as SVG and PNG with its title and legend, its numbers as CSV. */
export function ChartExport({ name, table, legend, canvas }: ChartExportProps): ReactNode {
  const compose = () => {
    const drawing = canvas.current?.querySelector(':scope > svg');
    return drawing instanceof SVGSVGElement ? composeSvg(drawing, { title: table.title, legend }) : null;
  };
  const saveSvg = () => {
    const picture = compose();
    if (picture) saveFile(`${name}.svg`, new Blob([picture.text], { type: 'image/svg+xml' }));
  };
  const savePng = async () => {
    const picture = compose();
    if (picture) saveFile(`${name}.png`, await toPng(picture));
  };
  const address = () => window.location.href;
  return (
    <Popover label="Export" icon="download" title={`Export ${table.title}`}>
      <Item label="SVG" aside="drawing" onSave={saveSvg} />
      <Item label="PNG" aside="drawing, 2×" onSave={savePng} />
      <Item label="CSV" aside="numbers" onSave={() => saveFile(`${name}.csv`, new Blob([toCsv(table)], { type: 'text/csv' }))} />
      <hr className={menu.rule} />
      <Item
        label="BibTeX"
        aside="citation"
        onSave={() => saveFile(`${name}.bib`, new Blob([toBibtex({ title: table.title, url: address(), date: new Date() })]))}
      />
      <CopyItem label="Copy link" icon="link" getText={address} />
    </Popover>
  );
}

function Item({ label, aside, onSave }: { readonly label: string; readonly aside: string; readonly onSave: () => void }): ReactNode {
  return (
    <button type="button" className={menu.item} onClick={onSave}>
      <Icon name="download" />
      {label}
      <span className={menu.aside}>{aside}</span>
    </button>
  );
}
