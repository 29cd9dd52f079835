import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../connection/create-database.ts';
import { RECORDED_TABLES } from './recorded-tables.ts';
import { ROWS_FOLDER } from './recording-facts.ts';
import { packLines, rowFileOf, unpackLines } from './row-file.ts';

/**
 * Writes the rows of all recorded tables into `<folder>/rows/<table>.jsonl.zst`, one JSON object a line, packed where the table says how, without columns
 * that hold only on this machine. Doubles keep every digit. Returns the files' paths below the folder.
 *
 * @param earlier the folder of an earlier recording: a file of it that holds the same lines is kept, because packing answers takes minutes
 */
export async function exportRecordedRows({ pool }: Database, folder: string, earlier: string): Promise<readonly string[]> {
  await mkdir(join(folder, ROWS_FOLDER), { recursive: true });
  const names: string[] = [];
  for (const { name, local, elsewhere = `'{}'::jsonb`, packed } of RECORDED_TABLES) {
    // As text, so that numbers are not read and written again on the way.
    const { rows } = packed
      ? await pool.query<{ line: string }>(packed)
      : await pool.query<{ line: string }>(
          `SELECT (((to_jsonb(t) - $1::text[]) - 'recordingId') || ${elsewhere})::text AS line FROM "${name}" t ORDER BY t."id"`,
          [local],
        );
    const path = rowFileOf(name);
    const lines = rows.map(({ line }) => line);
    await writeFile(join(folder, path), (await findSame(join(earlier, path), lines)) ?? (await packLines(lines)));
    names.push(path);
  }
  return names;
}

/** The content of a file of rows if it holds these lines; otherwise null. */
async function findSame(path: string, lines: readonly string[]): Promise<Buffer | null> {
  if (!existsSync(path)) return null;
  const data = await readFile(path);
  const known = unpackLines(data);
  return known.length === lines.length && known.every((line, place) => line === lines[place]) ? data : null;
}
