import { createLoader, parseAsString } from 'nuqs/server';

/** The words of a search, as stored in the URL: `/docs?q=lane`. */
export const loadDocsParams = createLoader({ q: parseAsString.withDefault('') });
