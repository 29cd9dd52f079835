import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompressSync } from 'node:zlib';
import { ROWS_FOLDER } from './recording-facts.ts';

/** A window of 64 MiB, because models answer much alike, far apart. Readers of Zstandard take windows of up to 128 MiB by default. */
const LONG_WINDOW = {
  [constants.ZSTD_c_compressionLevel]: 19,
  [constants.ZSTD_c_enableLongDistanceMatching]: 1,
  [constants.ZSTD_c_windowLog]: 26,
};

/** The file of a table's rows, as a path below the recording's folder. */
export function rowFileOf(table: string): string {
  return `${ROWS_FOLDER}/${table}.jsonl.zst`;
}

/** The content of a file with these lines. */
export async function packLines(lines: readonly string[]): Promise<Buffer> {
  return await promisify(zstdCompress)(lines.map((line) => `${line}\n`).join(''), { params: LONG_WINDOW });
}

/** The lines of a file that packLines wrote. */
export function unpackLines(data: Buffer): readonly string[] {
  return zstdDecompressSync(data)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}
