'use client';

import { type Client, createClient } from 'graphql-ws';
import { createContext, type ReactNode, useContext, useEffect, useEffectEvent, useState } from 'react';
import type { TypedDocumentString } from '../../generated/graphql.ts';

const LiveApiContext = createContext<Client | null>(null);

/** One websocket to the API for the whole page, opened when the first subscription asks for it. */
export function LiveApiProvider({ url, children }: { readonly url: string; readonly children: ReactNode }): ReactNode {
  const [client] = useState(() =>
    typeof window === 'undefined'
      ? null
      : createClient({
          url: url.replace(/^http/, 'ws'),
          keepAlive: 10_000,
          retryAttempts: Number.POSITIVE_INFINITY,
          shouldRetry: () => true,
        }),
  );
  return <LiveApiContext value={client}>{children}</LiveApiContext>;
}

/** The page's websocket, for what speaks over it on its own; null on the server. */
export function useLiveClient(): Client | null {
  return useContext(LiveApiContext);
}

export type LiveState = 'connecting' | 'live' | 'lost';

/** Follows a subscription while the component is on the page. Reports how the connection stands. */
export function useSubscription<Result, Variables extends Record<string, unknown>>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  handle: { readonly onData: (data: Result) => void; readonly onReconnected?: () => void },
): LiveState {
  const client = useContext(LiveApiContext);
  const [state, setState] = useState<LiveState>('connecting');
  const onData = useEffectEvent(handle.onData);
  const onReconnected = useEffectEvent(() => handle.onReconnected?.());
  const query = document.toString();
  const variablesKey = JSON.stringify(variables);
  useEffect(() => {
    if (client === null) return;
    let lost = false;
    const stops = [
      client.on('connected', () => {
        setState('live');
        // Changes made while the line was down were not sent: the page has to read them again.
        if (lost) onReconnected();
        lost = false;
      }),
      client.on('closed', () => {
        lost = true;
        setState('lost');
      }),
      client.subscribe<Result>(
        { query, variables: JSON.parse(variablesKey) as Variables },
        {
          next: (message) => {
            setState('live');
            if (message.data) onData(message.data);
          },
          error: () => setState('lost'),
          complete: () => undefined,
        },
      ),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [client, query, variablesKey]);
  return state;
}
