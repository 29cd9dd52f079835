import { createLoader, parseAsString } from 'nuqs/server';

/** The choices of the page of published models, as stored in the URL. */
export const publishedParsers = {
  /** Only models of this generation, with the agreement of siblings. */
  generation: parseAsString,
};

/** Reads the URL of a request. */
export const loadPublishedParams = createLoader(publishedParsers);
