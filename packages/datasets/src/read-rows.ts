import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { Row } from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';
import { parseCsvRows } from './parse-csv-rows.ts';
import { parseJsonRows } from './parse-json-rows.ts';
import { readParquetRows } from './read-parquet-rows.ts';

/** The formats rows are read from. */
export type RowFormat = 'json' | 'csv' | 'parquet';

const FORMAT_OF: Readonly<Record<string, RowFormat>> = { '.jsonl': 'json', '.json': 'json', '.csv': 'csv', '.parquet': 'parquet' };

/**
 * All rows of the files of one split, in the order of the files. If only some rows have a column, it is null in the others, as in the `datasets`
 * library, whose tables have a fixed set of columns.
 * @param format default: by each file's ending (.jsonl, .json, .csv, .parquet)
 * @throws AppError FILE_NOT_FOUND, FILE_UNREADABLE; BAD_USER_INPUT for malformed rows or an unknown ending
 */
export async function readRows(paths: readonly string[], format?: RowFormat): Promise<Row[]> {
  const rows: Row[] = [];
  for (const path of paths) for (const row of await readFileRows(path, format ?? getFormat(path))) rows.push(row);
  const columns = new Set(rows.flatMap((row) => Object.keys(row)));
  const blank = Object.fromEntries([...columns].map((column) => [column, null]));
  return rows.map((row) => (Object.keys(row).length === columns.size ? row : { ...blank, ...row }));
}

async function readFileRows(path: string, format: RowFormat): Promise<Row[]> {
  if (format === 'parquet') return readParquetRows(path);
  const text = readText(path);
  return format === 'csv' ? parseCsvRows(text, path) : parseJsonRows(text, path);
}

function getFormat(path: string): RowFormat {
  const format = FORMAT_OF[extname(path).toLowerCase()];
  if (format !== undefined) return format;
  throw new AppError('BAD_USER_INPUT', `${path} has none of the endings ${Object.keys(FORMAT_OF).join(', ')}; rename or convert it.`, {
    details: { path },
  });
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AppError('FILE_NOT_FOUND', `The data file ${path} cannot be read; check its name and that it may be read.`, {
      details: { path },
      cause,
    });
  }
}
