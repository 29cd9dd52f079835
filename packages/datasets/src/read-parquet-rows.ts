import type { Row } from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

/**
 * Rows of a Parquet file, with every compression of the format. 64-bit integers become numbers, dates become ISO strings.
 * @throws AppError FILE_UNREADABLE if the file is not a Parquet file
 */
export async function readParquetRows(path: string): Promise<Row[]> {
  try {
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(path), compressors });
    return rows.map((row) => toPlain(row, path) as Row);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('FILE_UNREADABLE', `${path} cannot be read as Parquet: ${cause instanceof Error ? cause.message : cause}`, {
      details: { path },
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
  throw new AppError('BAD_USER_INPUT', `${path} holds the integer ${value}, beyond 2^53 − 1; store such ids as texts.`, {
    details: { path },
  });
}
