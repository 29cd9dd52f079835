import { createLoader, type inferParserType, parseAsString } from 'nuqs/server';

/** The operation in the editor, as stored in the URL: `/api-explorer?query=…&variables=…`. Both are plain text. */
export const explorerParsers = { query: parseAsString, variables: parseAsString };

export type ExplorerParams = inferParserType<typeof explorerParsers>;

/** Reads the URL of a request. */
export const loadExplorerParams = createLoader(explorerParsers);
