'use client';

import { getAt } from '@lamina/errors';
import dynamic from 'next/dynamic';
import { useQueryStates } from 'nuqs';
import { type ComponentType, type ReactNode, useState } from 'react';
import { useLiveClient } from '../api/live-api.tsx';
import control from '../ui/control.module.css';
import type { ExplorerEditorProps } from './editor/explorer-editor.tsx';
import { EXAMPLE_OPERATIONS } from './example-operations.ts';
import styles from './explorer.module.css';
import { explorerParsers } from './explorer-params.ts';

const EDITOR = '/editor/main.js';

/** The editor is ten times as large as the rest of the page, so build-editor.ts builds it apart, and browsers load it when it is opened. */
async function loadEditor(): Promise<ComponentType<Omit<ExplorerEditorProps, 'wsClient'>>> {
  const { prepareEditor } = (await import(/* turbopackIgnore: true */ EDITOR)) as typeof import('./editor/main.tsx');
  const mount = await prepareEditor();
  return (props) => {
    const wsClient = useLiveClient();
    const [attach] = useState(() => (element: HTMLDivElement) => mount(element, { ...props, wsClient }));
    return <div className={styles.mounted} ref={attach} />;
  };
}

const ExplorerEditor = dynamic(loadEditor, {
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
      <link rel="stylesheet" href="/editor/main.css" precedence="medium" />
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
