import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BUILT_IN_TASKS, type Row } from '@lamina/benchmarks';
import { readLines } from './read-lines.ts';

/** A slice of a data set and the prompts rendered from it. */
export interface Slice {
  /** Name of the golden file, and of the task if `taskOf` names none. */
  readonly golden: string;
  /** Folder of data.jsonl and, for few-shot tasks, fewshot.jsonl. */
  readonly folder: string;
  readonly taskOf?: (row: Row) => string;
}

type Content = Record<string, Record<string, string>>;

/** The slices as repositories of the hub, at the revisions in the tasks: every task's rows in its own repository, configuration and split. */
export function listHubContent(folder: string, slices: readonly Slice[]): Content {
  const content: Content = {};
  for (const { golden, folder: rowsFolder, taskOf = () => golden } of slices) {
    const data = readLines<Row>(join(folder, rowsFolder, 'data.jsonl'));
    const poolFile = join(folder, rowsFolder, 'fewshot.jsonl');
    const pool = existsSync(poolFile) ? readLines<Row>(poolFile) : [];
    for (const name of new Set(data.map(taskOf))) {
      const definition = BUILT_IN_TASKS.findTask(name);
      if (definition?.source.kind !== 'hub') continue;
      const { repository, configuration, revision } = definition.source;
      const key = revision === null ? repository : `${repository}@${revision}`;
      const repo = content[key] ?? {};
      content[key] = repo;
      const place = (split: string) => `${configuration ?? 'data'}/${split}-00000-of-00001.jsonl`;
      const own = pool.filter((row) => taskOf(row) === name);
      if (own.length > 0 && definition.shots.split !== null) repo[place(definition.shots.split)] = toLines(own);
      repo[place(definition.split)] = toLines(data.filter((row) => taskOf(row) === name));
    }
  }
  return content;
}

function toLines(rows: readonly Row[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
