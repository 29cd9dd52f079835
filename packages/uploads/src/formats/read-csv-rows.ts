import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { CSV_OPTIONS, type CsvRecord, type CsvRow, createRowReader, explainCsvError } from './parse-csv.ts';

/** The rows of comma-separated values that arrive in pieces, as parseCsv reads them. @throws AppError BAD_USER_INPUT naming the line. */
export async function* readCsvRows(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRow> {
  const readRow = createRowReader();
  const records: AsyncIterable<CsvRecord> = Readable.from(chunks).compose(parse(CSV_OPTIONS));
  try {
    for await (const record of records) {
      const row = readRow(record);
      if (row !== undefined) yield row;
    }
  } catch (error) {
    throw explainCsvError(error);
  }
}
