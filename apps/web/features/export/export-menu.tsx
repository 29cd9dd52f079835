'use client';

import type { ReactNode } from 'react';
import { CopyItem } from '../ui/copy-item.tsx';
import menu from '../ui/menu.module.css';
import { Popover } from '../ui/popover.tsx';
import { SaveItem, saveFile, toFileName } from './save-item.tsx';
import type { ShownTable } from './shown-table.ts';

type Formats = typeof import('./formats.ts');

export interface ExportMenuProps {
  /** Accessible name of the menu, and name of its files; it distinguishes several menus on one page. */
  readonly title: string;
  /** Called at the moment of the click; returns the shown table. */
  readonly describe: () => ShownTable;
  /** Entries for additional content, such as a drawing. */
  readonly children?: ReactNode;
}

/** Exports the shown table as a file, as a citation, or as a link. */
export function ExportMenu({ title, describe, children }: ExportMenuProps): ReactNode {
  const address = () => window.location.href;
  // Writers come with the click: most visits need none.
  const save = async (ending: string, type: string, write: (formats: Formats, table: ShownTable) => string) => {
    const text = write(await import('./formats.ts'), describe());
    saveFile(`${toFileName(title)}.${ending}`, new Blob([text], { type }));
  };
  return (
    <Popover label="Export" icon="download" title={`Export ${title}`} needsScripts>
      <p className={menu.heading}>Exactly what is shown</p>
      {children}
      <SaveItem label="CSV" aside="full precision" onSave={() => void save('csv', 'text/csv', ({ toCsv }, table) => toCsv(table))} />
      <SaveItem
        label="JSON"
        aside="full precision"
        onSave={() => void save('json', 'application/json', ({ toJson }, table) => toJson(table, address()))}
      />
      <SaveItem
        label="LaTeX"
        aside="booktabs"
        onSave={() => void save('tex', 'application/x-tex', ({ toLatex }, table) => toLatex(table, address()))}
      />
      <CopyItem label="Copy link" icon="link" getText={address} />
    </Popover>
  );
}
