import type { QuerySource } from './query-source.ts';

/** The request for a POSIX shell. */
export function toCurl({ document, variables }: QuerySource, apiUrl: string): string {
  const body = JSON.stringify({ query: document, variables });
  return `curl ${quote(apiUrl)} \\\n  --header 'content-type: application/json' \\\n  --data ${quote(body)}\n`;
}

/** Inside single quotes, only the closing quote is special to a shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
