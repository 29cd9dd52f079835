/** Type of a column; JSON columns hold JSON as text. */
export type ColumnType = 'text' | 'integer' | 'float' | 'boolean' | 'timestamp' | 'json';

/** One column of an exported table. */
export interface TableColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly description: string;
  /** Unit of its values; null if they have none. */
  readonly unit: string | null;
}

/** A row of an exported table, by column name. */
export type TableRow = Readonly<Record<string, unknown>>;

/** The description of a column for readers, without the statement that computes it. */
export function describeColumn({ name, type, description, unit }: TableColumn): TableColumn {
  return { name, type, description, unit };
}
