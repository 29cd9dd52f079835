import type { ReleaseTable } from './release-column.ts';

/** A row of an export, by column name. */
export type ReleaseRow = Readonly<Record<string, unknown>>;

/** Writes the rows of one table to one file, batch by batch. */
export interface TableWriter {
  write(rows: readonly ReleaseRow[]): Promise<void>;
  finish(): Promise<void>;
}

/** Opens a file for a table. */
export type OpenTableWriter = (path: string, table: ReleaseTable) => TableWriter;
