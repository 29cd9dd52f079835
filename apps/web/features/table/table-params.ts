import { parseAsArrayOf, parseAsString } from 'nuqs/server';

const LIST = parseAsArrayOf(parseAsString);

/** How a table stands, as it is in the URL. */
export const tableParsers = { sort: LIST, columns: LIST, pinned: LIST, group: parseAsString, folded: LIST };
