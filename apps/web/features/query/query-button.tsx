'use client';

import type { LayerOperation } from '@lamina/metrics';
import { type ReactNode, useRef, useState } from 'react';
import { useApiUrl } from '../api/api-url.tsx';
import { CopyItem } from '../ui/copy-item.tsx';
import { Icon } from '../ui/icon.tsx';
import panel from '../ui/panel.module.css';
import { Select } from '../ui/select.tsx';
import { LAYER_TABLE_TEXT } from './layer-table-text.ts';
import styles from './query.module.css';
import type { QuerySource } from './query-source.ts';
import { toCurl, toPython } from './query-text.ts';

export type { QuerySource } from './query-source.ts';

type Language = 'graphql' | 'python' | 'curl' | 'sql';

const LANGUAGES = [
  { value: 'graphql', label: 'GraphQL' },
  { value: 'python', label: 'Python' },
  { value: 'curl', label: 'curl' },
] as const;
const TABLE_LANGUAGES = [...LANGUAGES, { value: 'sql', label: 'SQL (DuckDB)' }] as const;

export interface QueryButtonProps {
  readonly query: QuerySource;
  /** The operation of the long table of layers whose numbers are shown: it is one line in Python, curl and SQL. Null for other numbers. */
  readonly layers?: LayerOperation | null;
}

/** Shows the GraphQL request behind the numbers, so that it can be run elsewhere. */
export function QueryButton({ query, layers = null }: QueryButtonProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  // A page has many such buttons, so no text is sent before it is asked for.
  const [isRendered, setRendered] = useState(false);
  const open = () => {
    setRendered(true);
    dialog.current?.showModal();
  };
  return (
    <>
      <button type="button" className={panel.action} onClick={open}>
        <Icon name="code" />
        Show query
      </button>
      <dialog ref={dialog} className={styles.dialog} aria-label="The query behind this" closedby="any">
        {isRendered && <QueryText query={query} layers={layers} onClose={() => dialog.current?.close()} />}
      </dialog>
    </>
  );
}

function QueryText({ query, layers, onClose }: Required<QueryButtonProps> & { readonly onClose: () => void }): ReactNode {
  const [language, setLanguage] = useState<Language>('graphql');
  const apiUrl = useApiUrl();
  const text = toText({ query, layers }, language, apiUrl);
  return (
    <>
      <div className={styles.head}>
        <Select label="As" value={language} options={layers === null ? LANGUAGES : TABLE_LANGUAGES} onChange={setLanguage} />
        <div className={styles.actions}>
          <CopyItem label="Copy" icon="copy" getText={() => text} />
        </div>
        <button type="button" className={styles.close} onClick={onClose}>
          <Icon name="close" />
          <span className="visually-hidden">Close</span>
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre className={styles.text} tabIndex={0} data-language={language}>
        {text}
      </pre>
      <a href={apiUrl}>Open GraphiQL</a>
    </>
  );
}

function toText({ query, layers }: Required<QueryButtonProps>, language: Language, apiUrl: string): string {
  if (layers !== null && language !== 'graphql') return LAYER_TABLE_TEXT[language](layers, apiUrl);
  if (language === 'python') return toPython(query, apiUrl);
  if (language === 'curl') return toCurl(query, apiUrl);
  const variables =
    Object.keys(query.variables).length > 0 ? `\n\n# Variables\n${JSON.stringify(query.variables, null, 2).replaceAll(/^/gm, '# ')}` : '';
  return `${query.document}${variables}`;
}
