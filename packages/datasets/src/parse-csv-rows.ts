import type { Row } from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';

/**
 * Rows of a CSV text with a header line (RFC 4180: quoted fields may hold commas, line breaks and doubled quotes). A column whose every value
 * is a number or empty becomes numbers; one of true and false only becomes booleans; an empty field is null.
 * @throws AppError BAD_USER_INPUT for a quote that never closes or a line with more fields than the header
 */
export function parseCsvRows(text: string, path: string): Row[] {
  const [header = [], ...lines] = splitRecords(text.replace(/^\ufeff/, ''), path);
  const long = lines.findIndex((fields) => fields.length > header.length);
  if (long !== -1) {
    throw new AppError(
      'BAD_USER_INPUT',
      `${path}: record ${long + 1} has ${lines[long]?.length} fields but the header has ${header.length}.`,
      {
        details: { path, record: long + 1 },
      },
    );
  }
  const columns = header.map((_, column) => readColumn(lines.map((fields) => fields[column] ?? '')));
  return lines.map((_, line) => Object.fromEntries(header.map((name, column) => [name, columns[column]?.[line] ?? null])));
}

function splitRecords(text: string, path: string): string[][] {
  const records: string[][] = [];
  let fields: string[] = [];
  let place = 0;
  while (place < text.length) {
    const { field, end } = text.charAt(place) === '"' ? readQuoted(text, place, path) : readPlain(text, place);
    fields.push(field);
    place = end + 1;
    if (text.charAt(end) === ',' && place < text.length) continue;
    if (text.charAt(end) === ',') fields.push('');
    if (text.charAt(end) === '\r' && text.charAt(place) === '\n') place += 1;
    // An empty line is not a record.
    if (fields.length > 1 || fields[0] !== '') records.push(fields);
    fields = [];
  }
  return records;
}

function readPlain(text: string, start: number): { field: string; end: number } {
  let end = start;
  while (end < text.length && !',\r\n'.includes(text.charAt(end))) end += 1;
  return { field: text.slice(start, end), end };
}

function readQuoted(text: string, start: number, path: string): { field: string; end: number } {
  let field = '';
  for (let place = start + 1; ; ) {
    const quote = text.indexOf('"', place);
    if (quote === -1) {
      throw new AppError('BAD_USER_INPUT', `${path}: the quote at character ${start} is not closed; close it or double it.`, {
        details: { path, place: start },
      });
    }
    field += text.slice(place, quote);
    if (text.charAt(quote + 1) !== '"') {
      const rest = readPlain(text, quote + 1);
      return { field: field + rest.field, end: rest.end };
    }
    field += '"';
    place = quote + 2;
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
