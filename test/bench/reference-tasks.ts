import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUILT_IN_TASKS, type Row, renderTask, type Task } from '@lamina/benchmarks';
import { loadTaskFolder, loadTaskRows } from '@lamina/datasets';

/** A built-in task on the first rows of its data slice in the reference folder, without worked examples. @throws Error for unknown names. */
export function loadSlice(reference: string, name: string, count: number): Task {
  const definition = BUILT_IN_TASKS.findTask(name);
  if (!definition) throw new Error(`there is no built-in task ${name}`);
  const lines = readFileSync(join(reference, 'datasets', name, 'data.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  return takeDocuments(renderTask(definition, { rows: lines.map((line) => JSON.parse(line) as Row) }), count);
}

/** A task of the reference folder's YAML files. @throws Error for unknown names. */
export async function loadReferenceTask(reference: string, name: string): Promise<Task> {
  const folder = join(reference, 'lm-eval/tasks');
  const definition = loadTaskFolder(folder).findTask(name);
  if (!definition) throw new Error(`${folder} holds no task ${name}`);
  return renderTask(definition, await loadTaskRows(definition, 0, { folders: [folder, join(reference, 'lm-eval')] }));
}

/** The first documents of a task. */
export function takeDocuments(task: Task, count: number): Task {
  return { ...task, documents: task.documents.slice(0, count) } as Task;
}
