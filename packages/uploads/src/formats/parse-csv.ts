import { AppError } from '@lamina/errors';
import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';

/** A row by the names of the first line; empty cells are left out. */
export type CsvRow = Readonly<Record<string, string>>;

const MAX_RECORD_LENGTH = 1024 * 1024;

/**
 * The rows of comma-separated values: RFC 4180 with either line end, and a byte order mark as spreadsheets write it. Blank lines are ignored.
 * @throws AppError BAD_USER_INPUT naming the line.
 */
export function parseCsv(text: string): readonly CsvRow[] {
  try {
    const rows = parse<CsvRow>(text, {
      bom: true,
      columns: (names: readonly string[]) => names.map((name) => name.trim()),
      record_delimiter: ['\r\n', '\n'],
      max_record_size: MAX_RECORD_LENGTH,
      skip_empty_lines: true,
    });
    return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== '')));
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new AppError('BAD_USER_INPUT', `The CSV cannot be read: ${cause.message}. Quote cells that hold commas.`, { cause });
  }
}
