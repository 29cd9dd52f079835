import { createGraphiQLFetcher, type Storage } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import type { Client } from 'graphql-ws';
import { type ReactNode, useState } from 'react';
import type { LiveClient } from '../../api/live-api.tsx';
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import 'graphiql/graphiql.css';
import { useChosenTheme } from './use-chosen-theme.ts';

export interface ExplorerEditorProps {
  readonly query: string;
  readonly variables: string;
  readonly onQuery: (query: string) => void;
  readonly onVariables: (variables: string) => void;
  /** The page's WebSocket to the API, for subscriptions. */
  readonly wsClient: LiveClient | null;
}

/** GraphiQL. Operations go through the page's server, and subscriptions use the page's WebSocket. The browser stores nothing. */
export function ExplorerEditor({ query, variables, onQuery, onVariables, wsClient }: ExplorerEditorProps): ReactNode {
  const theme = useChosenTheme();
  // The fetcher only subscribes.
  const [fetcher] = useState(() => createGraphiQLFetcher({ url: '/api/graphql', ...(wsClient ? { wsClient: wsClient as Client } : {}) }));
  const [storage] = useState(createMemoryStorage);
  return (
    <GraphiQL
      fetcher={fetcher}
      storage={storage}
      initialQuery={query}
      initialVariables={variables}
      onEditQuery={onQuery}
      onEditVariables={onVariables}
      isHeadersEditorEnabled={false}
      showPersistHeadersSettings={false}
      defaultEditorToolsVisibility={variables === '' ? false : 'variables'}
      {...(theme ? { forcedTheme: theme } : {})}
    >
      <GraphiQL.Logo> </GraphiQL.Logo>
    </GraphiQL>
  );
}

/** The URL holds the operation. A second storage could contradict it, and could keep private input on a shared machine. */
function createMemoryStorage(): Storage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
  };
}
