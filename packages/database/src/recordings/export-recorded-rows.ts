import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../connection/create-database.ts';
import { RECORDED_TABLES } from './recorded-tables.ts';
import { ROWS_FOLDER } from './recording-facts.ts';
import { packLines, rowFileOf } from './row-file.ts';

/**
 * Writes the rows of all recorded tables into `<folder>/rows/<table>.jsonl.zst`, one JSON object a line, packed where the table says how, without columns
 * that hold only on this machine. Doubles keep every digit. Returns the files' paths below the folder.
 */
export async function exportRecordedRows({ pool }: Database, folder: string): Promise<readonly string[]> {
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
    await writeFile(join(folder, path), await packLines(rows.map(({ line }) => line)));
    names.push(path);
  }
  return names;
}
