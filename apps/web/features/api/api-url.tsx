'use client';

import { createContext, type ReactNode, useContext } from 'react';

const ApiUrlContext = createContext('');

/** Provides the API's public address to the page. */
export function ApiUrlProvider({ url, children }: { readonly url: string; readonly children: ReactNode }): ReactNode {
  return <ApiUrlContext value={url}>{children}</ApiUrlContext>;
}

/** The URL to which browsers and notebooks send GraphQL requests. */
export function useApiUrl(): string {
  return useContext(ApiUrlContext);
}
