import { AppError, getAt } from '@lamina/errors';
import { CsvError, type Options } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { MAX_LINE_LENGTH } from './read-lines.ts';

/** A row by the names of the first line; empty cells are left out. */
export type CsvRow = Readonly<Record<string, string>>;

/** The cells of a row, and the line of the text that they end in, counted from 1. */
export interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** How tables are read: RFC 4180 with either line end, and a byte order mark as spreadsheets write it. createRowReader checks the number of cells. */
export const CSV_OPTIONS = {
  bom: true,
  info: true,
  relax_column_count: true,
  record_delimiter: ['\r\n', '\n'],
  max_record_size: MAX_LINE_LENGTH,
} as const satisfies Options;

/**
 * The rows of comma-separated values.
 * @throws AppError BAD_USER_INPUT naming the line.
 */
export function parseCsv(text: string): readonly CsvRow[] {
  const readRow = createRowReader();
  try {
    // The types of the library do not know that `info` changes what a record is.
    const records = parse(text, CSV_OPTIONS) as unknown as readonly CsvRecord[];
    return records.map(readRow).filter((row) => row !== undefined);
  } catch (error) {
    throw explainCsvError(error);
  }
}

/** Reads one record after the other: the first one names the columns. @throws AppError BAD_USER_INPUT for another number of cells. */
export function createRowReader(): (record: CsvRecord) => CsvRow | undefined {
  let names: readonly string[] | undefined;
  let blank: CsvRecord | undefined;
  return (next) => {
    if (next.record.every((cell) => cell.trim() === '') && next.record.length < 2) {
      blank ??= next;
      return undefined;
    }
    if (names === undefined) {
      names = next.record;
      blank = undefined;
      return undefined;
    }
    // Blank lines at the end are ignored; before the end they are rows without cells.
    if (blank !== undefined) checkLength(names, blank);
    checkLength(names, next);
    return Object.fromEntries(names.map((name, column) => [name.trim(), getAt(next.record, column)]).filter(([, value]) => value !== ''));
  };
}

function checkLength(names: readonly string[], { record, info }: CsvRecord): void {
  if (record.length === names.length) return;
  const place = `line ${info.lines} of the CSV has ${record.length} cells, the first line ${names.length}`;
  throw new AppError('BAD_USER_INPUT', `${place}. Quote cells that hold commas.`);
}

/** A refusal of the library, in words with which a caller can correct the file; other errors do not change. */
export function explainCsvError(error: unknown): unknown {
  if (!(error instanceof CsvError)) return error;
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return new AppError('BAD_USER_INPUT', `A row of the CSV is longer than ${MAX_LINE_LENGTH} characters.`, { cause: error });
  const { lines } = error as CsvError & { readonly lines?: number };
  return new AppError('BAD_USER_INPUT', `Line ${lines} of the CSV has a quote that does not end its cell.`, { cause: error });
}
