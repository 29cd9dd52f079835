'use client';

import type { ReactNode } from 'react';
import { CopyItem } from '../ui/copy-item.tsx';
import menu from '../ui/menu.module.css';
import { Popover } from '../ui/popover.tsx';
import { saveFile } from './save-file.ts';
import { SaveItem } from './save-item.tsx';
import type { ShownTable } from './shown-table.ts';
import { toBibtex } from './to-bibtex.ts';
import { toJson } from './to-json.ts';
import { toLatex } from './to-latex.ts';

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
  const save = (ending: string, type: string, text: string) => saveFile(`${name}.${ending}`, new Blob([text], { type }));
  // The writer comes with the click: 32 kB that most visits do not need.
  const saveCsv = async () => {
    const table = describe();
    const { toCsv } = await import('./to-csv.ts');
    save('csv', 'text/csv', toCsv(table));
  };
  return (
    <Popover label="Export" icon="download" title={`Export ${title}`} needsScripts>
      <p className={menu.heading}>Exactly what is shown</p>
      {children}
      <SaveItem label="CSV" aside="full precision" onSave={() => void saveCsv()} />
      <SaveItem label="JSON" aside="full precision" onSave={() => save('json', 'application/json', toJson(describe(), address()))} />
      <SaveItem
        label="LaTeX"
        aside={describeInSight ? 'booktabs, all columns' : 'booktabs'}
        onSave={() => save('tex', 'application/x-tex', toLatex(describe(), address()))}
      />
      {describeInSight && (
        <SaveItem
          label="LaTeX, columns in sight"
          aside="booktabs"
          onSave={() => save('tex', 'application/x-tex', toLatex(describeInSight(), address()))}
        />
      )}
      <hr className={menu.rule} />
      <SaveItem
        label="BibTeX"
        aside="citation"
        onSave={() => save('bib', 'application/x-bibtex', toBibtex({ title: describe().title, url: address(), date: new Date() }))}
      />
      <CopyItem label="Copy link" icon="link" getText={address} />
    </Popover>
  );
}
