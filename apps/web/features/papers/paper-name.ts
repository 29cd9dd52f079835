/** The short name of a paper: "LinearPatch: A Simple Linear Patch …" → "LinearPatch". */
export function getPaperName(title: string): string {
  return title.split(':')[0] ?? title;
}

/** A table in a sentence: "table 2", or its subject if its number is not known, as "ablation". */
export function getTableName(table: string): string {
  return /^\d+$/.test(table) ? `table ${table}` : table;
}
