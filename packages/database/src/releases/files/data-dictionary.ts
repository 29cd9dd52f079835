import type { ReleaseColumnType, ReleaseTable } from './release-column.ts';

/** A table of the data dictionary. */
export interface DictionaryTable {
  readonly name: string;
  readonly description: string;
  readonly rowCount: number;
  readonly columns: readonly { readonly name: string; readonly type: ReleaseColumnType; readonly description: string }[];
}

/** Descriptions of every table and column. */
export function describeTables(tables: readonly ReleaseTable[], rowCounts: ReadonlyMap<string, number>): readonly DictionaryTable[] {
  return tables.map(({ name, description, columns }) => {
    const rowCount = rowCounts.get(name);
    if (rowCount === undefined) throw new Error(`The table ${name} was not written`);
    return {
      name,
      description,
      rowCount,
      columns: columns.map((column) => ({ name: column.name, type: column.type, description: column.description })),
    };
  });
}

/** The dictionary as Markdown. */
export function printDictionary(tables: readonly DictionaryTable[]): string {
  const sections = tables.map(({ name, description, rowCount, columns }) => {
    const lines = columns.map((column) => `| \`${column.name}\` | ${column.type} | ${column.description} |`);
    return [`### ${name}`, '', `${description} ${rowCount} rows.`, '', '| column | type | meaning |', '| --- | --- | --- |', ...lines].join(
      '\n',
    );
  });
  return sections.join('\n\n');
}
