import type { ReactNode } from 'react';
import panel from '../ui/panel.module.css';
import table from '../ui/table.module.css';
import { DATA_DICTIONARY } from './doc-groups.ts';
import styles from './docs.module.css';
import type { DictionaryEntry } from './read-data-dictionary.ts';

/** Every type and enum of the API; types in a field's row link to their own table. */
export function DataDictionary({ entries }: { readonly entries: readonly DictionaryEntry[] }): ReactNode {
  const known = new Set(entries.map(({ name }) => name));
  return (
    <>
      <div>
        <h1>{DATA_DICTIONARY.title}</h1>
        <p className={panel.lead}>
          {DATA_DICTIONARY.summary} <code>!</code> marks what is never null; a null elsewhere means that the value was not measured, and the
          row says why.
        </p>
      </div>
      {entries.map((entry) => (
        <section key={entry.name} className={`${styles.page} ${styles.target}`} id={entry.name} aria-labelledby={`${entry.name}-name`}>
          <div>
            <h2 id={`${entry.name}-name`}>{entry.name}</h2>
            <p>{entry.description}</p>
          </div>
          <EntryTable entry={entry} known={known} />
        </section>
      ))}
    </>
  );
}

function EntryTable({ entry, known }: { readonly entry: DictionaryEntry; readonly known: ReadonlySet<string> }): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard
    <section className={table.scroller} aria-label={entry.name} tabIndex={0}>
      <table className={`${table.table} ${styles.table}`}>
        <caption className="visually-hidden">{entry.kind === 'enum' ? `Values of ${entry.name}` : `Fields of ${entry.name}`}</caption>
        <thead>
          <tr>
            <th scope="col">{entry.kind === 'enum' ? 'Value' : 'Field'}</th>
            {entry.kind === 'type' && <th scope="col">Type</th>}
            <th scope="col">Meaning</th>
          </tr>
        </thead>
        <tbody>
          {entry.rows.map((row) => (
            <tr key={row.name} id={`${entry.name}.${row.name}`} className={styles.target}>
              <th scope="row">
                <code>{row.name}</code>
              </th>
              {entry.kind === 'type' && (
                <td>
                  <TypeName text={row.type} known={known} />
                </td>
              )}
              <td>{row.description}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function TypeName({ text, known }: { readonly text: string; readonly known: ReadonlySet<string> }): ReactNode {
  const name = text.replaceAll(/[[\]!]/g, '');
  const target = name.replace(/Connection$/, '');
  return <code>{known.has(target) ? <a href={`#${target}`}>{text}</a> : text}</code>;
}
