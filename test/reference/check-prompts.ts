import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUILT_IN_TASKS, countBytes, countWords, listGenerations, listRequests, type Row, renderTask, type Task } from '@lamina/benchmarks';
import { createHubSplitLoader, loadTaskRows } from '@lamina/datasets';
import { createRandom } from '@lamina/metrics';
import { startTestHub } from '@lamina/test-utils/hub';
import { listHubContent, type Slice } from './list-hub-content.ts';
import { readLines } from './read-lines.ts';

/** One prompt rendered by the harness' own template for a row of a data slice. */
interface Golden {
  readonly row: number;
  readonly num_fewshot?: number;
  readonly context?: string;
  readonly contexts?: readonly string[];
  readonly continuation?: string;
  readonly continuations?: readonly string[];
  readonly gold?: number;
  readonly target?: string;
  readonly until?: readonly string[];
}

interface PageGolden {
  readonly row: number;
  readonly words_original: number;
  readonly bytes_original: number;
  readonly detok_sha256: string;
}

/** Golden files by the folder of their rows; the task of a row is the file's task, or that of the row's subset. */
const SLICES: readonly Slice[] = [
  { golden: 'hellaswag', folder: 'hellaswag' },
  { golden: 'piqa', folder: 'piqa' },
  { golden: 'boolq', folder: 'boolq-superglue' },
  { golden: 'winogrande', folder: 'winogrande' },
  { golden: 'arc_easy', folder: 'arc_easy' },
  { golden: 'arc_challenge', folder: 'arc_challenge' },
  { golden: 'openbookqa', folder: 'openbookqa' },
  { golden: 'commonsense_qa', folder: 'commonsense_qa' },
  { golden: 'mmlu', folder: 'mmlu', taskOf: (row) => `mmlu_${row.subject}` },
  { golden: 'cmmlu', folder: 'cmmlu', taskOf: (row) => `cmmlu_${row.subject}` },
  { golden: 'lambada_openai', folder: 'lambada_openai' },
  { golden: 'truthfulqa_mc1', folder: 'truthfulqa_mc' },
  { golden: 'truthfulqa_mc2', folder: 'truthfulqa_mc' },
  { golden: 'wsc', folder: 'superglue_wsc' },
  { golden: 'gsm8k', folder: 'gsm8k' },
  { golden: 'blimp', folder: 'blimp', taskOf: (row) => `blimp_${row.UID}` },
];

/**
 * Serves slices of the data sets from a local hub and compares the prompts of the built-in tasks, and Python's random.sample, with the golden files
 * in the reference's datasets folder.
 */
export async function checkPrompts(folder: string): Promise<{ readonly passed: number; readonly problems: readonly string[] }> {
  const cacheFolder = mkdtempSync(join(tmpdir(), 'lamina-slices-'));
  const hub = await startTestHub({ datasets: listHubContent(folder, SLICES) });
  try {
    const loadHubSplit = createHubSplitLoader({ endpoint: hub.endpoint, cacheFolder });
    const results: (string | undefined)[] = [...checkPages(folder), checkSamples(folder)];
    for (const slice of SLICES) results.push(...(await checkSlice(folder, slice, loadHubSplit)));
    const problems = results.flatMap((result) => result ?? []);
    return { passed: results.length - problems.length, problems };
  } finally {
    await hub.close();
    rmSync(cacheFolder, { recursive: true });
  }
}

async function checkSlice(
  folder: string,
  { golden, folder: rowsFolder, taskOf = () => golden }: Slice,
  loadHubSplit: ReturnType<typeof createHubSplitLoader>,
): Promise<(string | undefined)[]> {
  const data = readLines<Row>(join(folder, rowsFolder, 'data.jsonl'));
  const outcomes: (string | undefined)[] = [];
  for (const expected of readLines<Golden>(join(folder, 'goldens', `${golden}.jsonl`))) {
    const name = taskOf(data[expected.row] ?? {});
    const definition = BUILT_IN_TASKS.findTask(name);
    if (definition === undefined) return [`${golden} row ${expected.row}: no built-in task ${name}`];
    const count = expected.num_fewshot ?? 0;
    const { rows, pool = [] } = await loadTaskRows(definition, count, { folders: [], loadHubSplit });
    // A golden file counts rows over all subsets; the hub counts within one subset.
    const place = data.slice(0, expected.row).filter((row) => taskOf(row) === name).length;
    const task = renderTask({ ...definition, shots: { ...definition.shots, count } }, { rows: rows.slice(place, place + 1), pool });
    const [found, wanted] = [JSON.stringify(describe(task)), JSON.stringify(normalise(expected))];
    outcomes.push(found === wanted ? undefined : `${golden} row ${expected.row}, ${count} shots: ${found}, golden ${wanted}`);
  }
  return outcomes;
}

function normalise({ context, contexts, continuation, continuations, gold, target, until }: Golden): object {
  if (contexts !== undefined) return { contexts, continuations: contexts.map(() => ` ${continuation}`.replace(/^ {2}/, ' ')), gold };
  if (target !== undefined) return { contexts: [context], target, until: until ?? ['Question:', '</s>', '<|im_end|>'] };
  return { contexts: (continuations ?? [continuation]).map(() => context), continuations: continuations ?? [continuation], gold };
}

function describe(task: Task): object {
  const [generation] = listGenerations(task);
  const [document] = task.documents;
  if (generation !== undefined && document !== undefined && 'references' in document) {
    return { contexts: [generation.context], target: document.references[0], until: generation.until };
  }
  const requests = listRequests(task).flatMap((request) => (request.kind === 'loglikelihood' ? [request] : []));
  return {
    contexts: requests.map(({ context }) => context),
    continuations: requests.map(({ continuation }) => continuation),
    gold: document !== undefined && 'gold' in document ? document.gold : undefined,
  };
}

function checkPages(folder: string): (string | undefined)[] {
  const pages = readLines<Row>(join(folder, 'wikitext', 'data.jsonl'));
  const definition = BUILT_IN_TASKS.findTask('wikitext');
  const task = definition && renderTask(definition, { rows: pages });
  return readLines<PageGolden>(join(folder, 'goldens', 'wikitext.jsonl')).map((expected) => {
    const document = task?.kind === 'perplexity' ? task.documents[expected.row] : undefined;
    const digest = createHash('sha256')
      .update(document?.text ?? '')
      .digest('hex');
    const counted = document?.countedText ?? '';
    const isEqual =
      digest === expected.detok_sha256 &&
      countWords(counted) === expected.words_original &&
      countBytes(counted) === expected.bytes_original;
    return isEqual ? undefined : `wikitext page ${expected.row}: ${digest}, ${countWords(counted)} words, ${countBytes(counted)} bytes`;
  });
}

function checkSamples(folder: string): string | undefined {
  const vectors = JSON.parse(readFileSync(join(folder, 'goldens', 'python-random-sample.json'), 'utf8')) as readonly {
    readonly seed: number;
    readonly pool: number;
    readonly n: number;
    readonly three_draws_in_a_row: readonly (readonly number[])[];
  }[];
  const wrong = vectors.find(({ seed, pool, n, three_draws_in_a_row: draws }) => {
    const random = createRandom(seed);
    const items = Array.from({ length: pool }, (_, index) => index);
    return JSON.stringify(draws.map(() => random.sample(items, n))) !== JSON.stringify(draws);
  });
  return wrong && `random.sample of ${wrong.n} from ${wrong.pool} differs from Python`;
}
