import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { Row } from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { parseCsvRows } from './parse-csv-rows.ts';

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
  throw new AppError('BAD_USER_INPUT', `${path} has none of the endings ${Object.keys(FORMAT_OF).join(', ')}; rename or convert it.`);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AppError('FILE_NOT_FOUND', `The data file ${path} cannot be read; check its name and that it may be read.`, {
      cause,
    });
  }
}

/**
 * Rows of a JSON text: one object per line (JSON Lines), or one list of objects. Empty lines are ignored.
 * @throws AppError BAD_USER_INPUT naming the line that is not an object
 */
function parseJsonRows(text: string, path: string): Row[] {
  const content = text.replace(/^\ufeff/, '');
  if (/^\s*\[/.test(content)) {
    const list = parse(content, path, 1);
    return Array.isArray(list) ? list.map((row, place) => requireObject(row, path, `entry ${place}`)) : [];
  }
  return content
    .split('\n')
    .flatMap((line, place) => (line.trim() === '' ? [] : [requireObject(parse(line, path, place + 1), path, `line ${place + 1}`)]));
}

function parse(text: string, path: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('BAD_USER_INPUT', `${path} line ${line} is not valid JSON; expected one object per line, or one list of objects.`, {
      cause,
    });
  }
}

function requireObject(value: unknown, path: string, place: string): Row {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Row;
  throw new AppError('BAD_USER_INPUT', `${path}: ${place} is not an object; expected a row such as {"question": "…"}.`);
}

/**
 * Rows of a Parquet file, with every compression of the format. 64-bit integers become numbers, dates become ISO strings.
 * @throws AppError FILE_UNREADABLE if the file is not a Parquet file
 */
async function readParquetRows(path: string): Promise<Row[]> {
  try {
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(path), compressors });
    return rows.map((row) => toPlain(row, path) as Row);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('FILE_UNREADABLE', `${path} cannot be read as Parquet: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}

function toPlain(value: unknown, path: string): unknown {
  if (typeof value === 'bigint') return toSafeNumber(value, path);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((each) => toPlain(each, path));
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, toPlain(each, path)]));
  }
  return value ?? null;
}

function toSafeNumber(value: bigint, path: string): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new AppError('BAD_USER_INPUT', `${path} holds the integer ${value}, beyond 2^53 − 1; store such ids as texts.`);
}
