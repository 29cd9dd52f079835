'use client';

import type { ReactNode } from 'react';
import { CopyItem } from '../ui/copy-item.tsx';
import menu from '../ui/menu.module.css';
import { Popover } from '../ui/popover.tsx';
import { saveFile } from './save-file.ts';
import { SaveItem } from './save-item.tsx';
import type { ShownTable } from './shown-table.ts';

type Formats = typeof import('./formats.ts');

interface WrittenTable {
  readonly ending: string;
  readonly type: string;
  readonly text: string;
}

export interface ExportMenuProps {
  /** Name of files, without ending. */
  readonly name: string;
  /** Accessible name of the menu; it distinguishes several menus on one page. */
  readonly title: string;
  /** Called at the moment of the click; returns the shown table. */
  readonly describe: () => ShownTable;
  /** The same without columns that are scrolled out of view. */
  readonly describeInSight?: () => ShownTable;
  /** Entries for additional content, such as a drawing. */
  readonly children?: ReactNode;
}

/** Exports the shown table as a file, as a citation, or as a link. */
export function ExportMenu({ name, title, describe, describeInSight, children }: ExportMenuProps): ReactNode {
  const address = () => window.location.href;
  // Writers come with the click: most visits need none.
  const save = async (write: (formats: Formats, table: ShownTable) => WrittenTable, table: ShownTable) => {
    const { ending, type, text } = write(await import('./formats.ts'), table);
    saveFile(`${name}.${ending}`, new Blob([text], { type }));
  };
  const saveLatex = (table: ShownTable) =>
    void save(({ toLatex }) => ({ ending: 'tex', type: 'application/x-tex', text: toLatex(table, address()) }), table);
  return (
    <Popover label="Export" icon="download" title={`Export ${title}`} needsScripts>
      <p className={menu.heading}>Exactly what is shown</p>
      {children}
      <SaveItem
        label="CSV"
        aside="full precision"
        onSave={() => void save(({ toCsv }, table) => ({ ending: 'csv', type: 'text/csv', text: toCsv(table) }), describe())}
      />
      <SaveItem
        label="JSON"
        aside="full precision"
        onSave={() =>
          void save(({ toJson }, table) => ({ ending: 'json', type: 'application/json', text: toJson(table, address()) }), describe())
        }
      />
      <SaveItem label="LaTeX" aside={describeInSight ? 'booktabs, all columns' : 'booktabs'} onSave={() => saveLatex(describe())} />
      {describeInSight && <SaveItem label="LaTeX, columns in sight" aside="booktabs" onSave={() => saveLatex(describeInSight())} />}
      <hr className={menu.rule} />
      <SaveItem
        label="BibTeX"
        aside="citation"
        onSave={() =>
          void save(
            ({ toBibtex }, table) => ({
              ending: 'bib',
              type: 'application/x-bibtex',
              text: toBibtex({ title: table.title, url: address(), date: new Date() }),
            }),
            describe(),
          )
        }
      />
      <CopyItem label="Copy link" icon="link" getText={address} />
    </Popover>
  );
}
