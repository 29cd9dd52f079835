import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { listGenerations, listRequests, renderTask, selectTasks, type Task } from '@lamina/benchmarks';
import { loadTaskFolder, loadTaskRows } from '@lamina/datasets';
import { readLines } from './read-lines.ts';

/** One recorded request: a question of lm-evaluation-harness to a model about one document. */
interface RecordedRequest {
  readonly docId: number;
  readonly context?: string;
  readonly contexts?: readonly string[];
  readonly continuations?: readonly string[];
  readonly text?: string;
  readonly until?: readonly string[];
  readonly maxGenToks?: number;
  readonly gold?: number | string;
  readonly choices?: readonly string[];
}

/**
 * Renders every task of the reference's lm-eval folder from its YAML file and compares each request with the one recorded from lm-evaluation-harness.
 * Returns one line per task that differs, and the number of equal tasks.
 */
export async function checkRequests(folder: string): Promise<{ readonly passed: number; readonly problems: readonly string[] }> {
  const tasksFolder = join(folder, 'tasks');
  const catalogue = loadTaskFolder(tasksFolder);
  let passed = 0;
  const problems: string[] = [];
  for (const file of readdirSync(join(folder, 'requests')).sort()) {
    const recorded = readLines<RecordedRequest>(join(folder, 'requests', file));
    const name = file.replace(/\.jsonl$/, '');
    const [definition] = selectTasks([name], [catalogue]).tasks;
    if (definition === undefined) continue;
    const rows = await loadTaskRows(definition, definition.shots.count ?? 0, { folders: [tasksFolder, folder] });
    const task = renderTask(definition, rows);
    const difference = findDifference(task, recorded);
    if (difference === undefined) passed += 1;
    else problems.push(`${name}: ${difference}`);
  }
  return { passed, problems };
}

function findDifference(task: Task, recorded: readonly RecordedRequest[]): string | undefined {
  if (task.documents.length !== recorded.length) return `${task.documents.length} documents, recorded ${recorded.length}`;
  const rendered = describe(task);
  for (const [place, expected] of recorded.entries()) {
    const { docId, context, continuations, text, until, maxGenToks, gold, choices } = expected;
    const wanted = JSON.stringify({ docId, context, continuations, text, until, maxGenToks, gold, choices });
    const found = JSON.stringify(rendered[place]);
    if (found !== wanted) return `document ${docId} is ${found}, recorded ${wanted}`;
  }
  return undefined;
}

function describe(task: Task): RecordedRequest[] {
  const requests = listRequests(task);
  const generations = listGenerations(task);
  return task.documents.map((document, docId) => {
    const own = requests.filter((request) => request.document === docId);
    const [first] = own;
    const generation = generations[docId];
    return {
      docId,
      context: generation?.context ?? (first?.kind === 'loglikelihood' ? first.context : undefined),
      continuations:
        first?.kind === 'loglikelihood' ? own.map((each) => (each.kind === 'loglikelihood' ? each.continuation : '')) : undefined,
      text: first?.kind === 'rolling' ? first.text : undefined,
      until: generation?.until,
      maxGenToks: generation?.maxTokens,
      gold: 'gold' in document ? document.gold : 'references' in document ? document.references[0] : undefined,
      choices: 'choices' in document ? document.choices : undefined,
    } as RecordedRequest;
  });
}
