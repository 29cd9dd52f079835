import type { Row } from '@lamina/benchmarks';
import { AppError, getAt } from '@lamina/errors';
import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';

/**
 * Rows of a CSV text with a header line (RFC 4180: quoted fields may hold commas, line breaks and doubled quotes). A column whose every value
 * is a number or empty becomes numbers; one of true and false only becomes booleans; an empty field is null.
 * @throws AppError BAD_USER_INPUT for a quote that never closes or a line with more fields than the header
 */
export function parseCsvRows(text: string, path: string): Row[] {
  const [header = [], ...lines] = splitRecords(text, path);
  const long = lines.findIndex((fields) => fields.length > header.length);
  if (long !== -1) {
    throw new AppError(
      'BAD_USER_INPUT',
      `${path}: record ${long + 1} has ${lines[long]?.length} fields but the header has ${header.length}.`,
    );
  }
  // A line may end early: its last fields are empty.
  const columns = header.map((_, column) => readColumn(lines.map((fields) => fields[column] ?? '')));
  return lines.map((_, line) => Object.fromEntries(header.map((name, column) => [name, getAt(getAt(columns, column), line)])));
}

function splitRecords(text: string, path: string): string[][] {
  try {
    return parse(text, {
      bom: true,
      // Other readers of data sets take a quote inside a field as a character of it.
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      record_delimiter: ['\r\n', '\n', '\r'],
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new AppError('BAD_USER_INPUT', `${path}: a quote is not closed (${error.message}); close it or double it.`, {
      cause: error,
    });
  }
}

function readColumn(values: readonly string[]): unknown[] {
  const filled = values.filter((value) => value !== '');
  const read = chooseReader(filled);
  return values.map((value) => (value === '' ? null : read(value)));
}

function chooseReader(values: readonly string[]): (value: string) => unknown {
  if (values.length > 0 && values.every((value) => /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value))) return Number;
  if (values.length > 0 && values.every((value) => /^(true|false)$/i.test(value))) return (value) => value.toLowerCase() === 'true';
  return (value) => value;
}
