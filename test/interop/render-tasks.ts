import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyFilter, BUILT_IN_TASKS, type FilterPipeline, listGenerations, listRequests, type Row, renderTask } from '@lamina/benchmarks';
import { loadTaskFolder } from '@lamina/datasets';

/**
 * Prints as JSON, for a checker in another language, the questions of tasks for given rows, and how tasks read given answers. Arguments: a folder of
 * task files, or `built-in`; a folder of rows (`<data set's configuration>.jsonl`); a file with a list of answers; task names. For a refused task it
 * prints the reason.
 */
const [folder = '', rowsFolder = '', answersFile = '', ...names] = process.argv.slice(2);
const catalogue = folder === 'built-in' ? BUILT_IN_TASKS : loadTaskFolder(folder);
const answers = JSON.parse(readFileSync(answersFile, 'utf8')) as readonly string[];
/** The harness' default name for a task without one. */
const NO_FILTER: readonly FilterPipeline[] = [{ name: 'none', steps: [{ function: 'take_first' }] }];

process.stdout.write(JSON.stringify(Object.fromEntries(names.map((name) => [name, tryDescribe(name)]))));

function tryDescribe(name: string): object {
  try {
    return describe(name);
  } catch (error) {
    return { refused: (error as Error).message };
  }
}

function describe(name: string): object {
  const definition = catalogue.findTask(name);
  if (definition?.source.kind !== 'hub') throw new Error(`${name} is no task with rows of the hub`);
  const lines = readFileSync(join(rowsFolder, `${definition.source.configuration}.jsonl`), 'utf8').trimEnd();
  const task = renderTask(definition, { rows: lines.split('\n').map((line) => JSON.parse(line) as Row) });
  const pairs = listRequests(task).flatMap((request) =>
    request.kind === 'loglikelihood' ? [{ context: request.context, continuation: request.continuation }] : [],
  );
  if (task.kind !== 'generation')
    return { requests: pairs, golds: task.documents.map((document) => ('gold' in document ? document.gold : null)) };
  return {
    requests: listGenerations(task).map(({ context, until, maxTokens }) => ({ context, until, maxTokens })),
    targets: task.documents.map(({ references }) => references[0]),
    filtered: (definition.filters ?? NO_FILTER).map((filter) => [
      filter.name,
      answers.map((answer) => applyFilter(filter, answer, task.documents[0]?.options)),
    ]),
  };
}
