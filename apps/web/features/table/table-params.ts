import { parseAsArrayOf, parseAsString } from 'nuqs/server';

const LIST = parseAsArrayOf(parseAsString);

/** State of a table, as stored in the URL. */
export const tableParsers = { sort: LIST, columns: LIST, pinned: LIST, group: parseAsString, folded: LIST };
