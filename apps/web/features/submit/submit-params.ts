import { createLoader, type inferParserType, parseAsArrayOf, parseAsJson, parseAsString } from 'nuqs/server';
import type { Settings } from './study-fields.ts';

/** The state of the form, as stored in the URL: `settings` has what differs from the standard study. */
export const submitParsers = {
  models: parseAsArrayOf(parseAsString).withDefault([]),
  find: parseAsString.withDefault(''),
  settings: parseAsJson<Settings>((value) => (typeof value === 'object' && value !== null ? (value as Settings) : null)),
};

export type SubmitParams = inferParserType<typeof submitParsers>;

/** Reads the URL of a request. */
export const loadSubmitParams = createLoader(submitParsers);
