'use client';

import { getAt } from '@lamina/errors';
import dynamic from 'next/dynamic';
import { useQueryStates } from 'nuqs';
import { type ReactNode, useState } from 'react';
import control from '../ui/control.module.css';
import { EXAMPLE_OPERATIONS } from './example-operations.ts';
import styles from './explorer.module.css';
import type { ExplorerEditor as ExplorerEditorComponent } from './explorer-editor.tsx';
import { explorerParsers } from './explorer-params.ts';

// The condition is false while the server's part is built, so that the editor is built for browsers only.
const loadForBrowsers = async (): Promise<typeof ExplorerEditorComponent> =>
  typeof window === 'undefined'
    ? Promise.reject(new Error('the editor runs in browsers only'))
    : (await (await import('./load-editor.ts')).loadEditor()).ExplorerEditor;

const ExplorerEditor = dynamic(loadForBrowsers, {
  ssr: false,
  loading: () => (
    <p className={styles.loading} role="status">
      Loading the editor …
    </p>
  ),
});

const URL_INTERVAL_MS = 400;

/** The editor and the example operations. The URL follows the typed text. */
export function Explorer(): ReactNode {
  const [params, setParams] = useQueryStates(explorerParsers, { history: 'replace', throttleMs: URL_INTERVAL_MS, scroll: false });
  // An open editor keeps its own text, so choosing an example creates a new editor.
  const [opened, setOpened] = useState({
    number: 0,
    query: params.query ?? getAt(EXAMPLE_OPERATIONS, 0).query,
    // Most operations have no variables.
    variables: params.variables ?? '',
  });
  const open = (query: string) => {
    setOpened(({ number }) => ({ number: number + 1, query, variables: '' }));
    void setParams({ query, variables: null });
  };
  return (
    <>
      <ul className={styles.examples} aria-label="Operations to begin with">
        {EXAMPLE_OPERATIONS.map((example) => (
          <li key={example.title}>
            <button type="button" className={control.button} onClick={() => open(example.query)}>
              {example.title}
            </button>
          </li>
        ))}
      </ul>
      <div className={styles.editor} data-explorer>
        <ExplorerEditor
          key={opened.number}
          query={opened.query}
          variables={opened.variables}
          onQuery={(query) => void setParams({ query })}
          onVariables={(variables) => void setParams({ variables: variables === '' ? null : variables })}
        />
      </div>
    </>
  );
}
