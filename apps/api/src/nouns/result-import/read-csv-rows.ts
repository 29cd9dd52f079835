import { AppError } from '@lamina/errors';
import { parseCsvLines, toCsvRow } from './parse-csv.ts';
import { MAX_LINE_LENGTH, readLines } from './read-lines.ts';

/** The rows of comma-separated values that arrive in pieces, as parseCsv reads them. @throws AppError BAD_USER_INPUT naming the line. */
export async function* readCsvRows(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Readonly<Record<string, string>>> {
  let names: readonly string[] | null = null;
  let number = 0;
  let blankLines = 0;
  for await (const record of readRecords(chunks)) {
    number += 1;
    if (record.trim() === '') {
      blankLines += 1;
      continue;
    }
    // Blank lines are nothing at the end, and rows without cells before it.
    if (names !== null && blankLines > 0) toCsvRow(names, [''], number - blankLines);
    const [cells = []] = parseCsvLines(record, number);
    if (names === null) names = cells;
    else yield toCsvRow(names, cells, number);
  }
}

/** A record ends with the line that closes its last quote. */
async function* readRecords(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let record = '';
  let quotes = 0;
  for await (const line of readLines(chunks)) {
    record += line;
    quotes += line.split('"').length - 1;
    if (quotes % 2 === 0) {
      yield record;
      record = '';
      quotes = 0;
    }
    if (record.length > MAX_LINE_LENGTH)
      throw new AppError('BAD_USER_INPUT', `A row of the CSV is longer than ${MAX_LINE_LENGTH} characters.`);
  }
  if (record !== '') yield record;
}
