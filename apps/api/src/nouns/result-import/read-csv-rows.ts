import { AppError } from '@lamina/errors';
import { parseCsvLines, toCsvRow } from './parse-csv.ts';
import { MAX_LINE_LENGTH, readLines } from './read-lines.ts';

/** Reads rows of comma-separated values in chunks, with the same result as parseCsv. @throws AppError BAD_USER_INPUT naming the line. */
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
    // Blank lines at the end are ignored; blank lines before a row are rows without cells.
    if (names !== null && blankLines > 0) toCsvRow(names, [''], number - blankLines);
    const [cells = []] = parseCsvLines(record, number);
    if (names === null) names = cells;
    else yield toCsvRow(names, cells, number);
  }
}

/** Splits text into records. A record with an open quote continues until the line that closes it. */
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
