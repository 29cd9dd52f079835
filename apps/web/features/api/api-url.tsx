'use client';

import { createContext, type ReactNode, useContext } from 'react';

const ApiUrlContext = createContext('');

/** Makes the API's public address known to the page. */
export function ApiUrlProvider({ url, children }: { readonly url: string; readonly children: ReactNode }): ReactNode {
  return <ApiUrlContext value={url}>{children}</ApiUrlContext>;
}

/** Where browsers and notebooks send GraphQL. */
export function useApiUrl(): string {
  return useContext(ApiUrlContext);
}
