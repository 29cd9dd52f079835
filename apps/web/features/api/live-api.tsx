'use client';

import { type Client, createClient } from 'graphql-ws';
import { createContext, type ReactNode, useContext, useEffect, useEffectEvent, useState } from 'react';
import type { TypedDocumentString } from '../../generated/graphql.ts';

/** The page uses this part of a WebSocket client. */
export type LiveClient = Pick<Client, 'on' | 'subscribe'>;

const LiveApiContext = createContext<LiveClient | null>(null);

/** One WebSocket to the API for the whole page, opened by the first subscription. */
export function LiveApiProvider({ url, children }: { readonly url: string; readonly children: ReactNode }): ReactNode {
  const [client] = useState(() => (typeof window === 'undefined' ? null : createLiveClient(url.replace(/^http/, 'ws'))));
  return <LiveApiContext value={client}>{children}</LiveApiContext>;
}

function createLiveClient(url: string): LiveClient {
  return createClient({ url, keepAlive: 10_000, retryAttempts: Number.POSITIVE_INFINITY, shouldRetry: () => true });
}

export type LiveState = 'connecting' | 'live' | 'lost';

/** Subscribes while the component is mounted. Returns the state of the connection. */
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
        // Changes during the interruption were not sent, so the page must read the data again.
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
