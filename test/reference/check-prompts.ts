import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUILT_IN_TASKS, countBytes, countWords, listGenerations, listRequests, type Row, renderTask, type Task } from '@lamina/benchmarks';
import { createRandom } from '@lamina/metrics';
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

/** Golden files by the folder of their rows; a row's task is that of the file, or of the subset the row names. */
const SLICES: readonly (readonly [golden: string, folder: string, taskOf?: (row: Row) => string])[] = [
  ['hellaswag', 'hellaswag'],
  ['piqa', 'piqa'],
  ['boolq', 'boolq-superglue'],
  ['winogrande', 'winogrande'],
  ['arc_easy', 'arc_easy'],
  ['arc_challenge', 'arc_challenge'],
  ['openbookqa', 'openbookqa'],
  ['commonsense_qa', 'commonsense_qa'],
  ['mmlu', 'mmlu', (row) => `mmlu_${row.subject}`],
  ['cmmlu', 'cmmlu', (row) => `cmmlu_${row.subject}`],
  ['lambada_openai', 'lambada_openai'],
  ['truthfulqa_mc1', 'truthfulqa_mc'],
  ['truthfulqa_mc2', 'truthfulqa_mc'],
  ['wsc', 'superglue_wsc'],
  ['gsm8k', 'gsm8k'],
  ['blimp', 'blimp', (row) => `blimp_${row.UID}`],
];

/** Compares the prompts of the built-in tasks, and Python's random.sample, with the goldens of the reference's datasets folder. */
export function checkPrompts(folder: string): { readonly passed: number; readonly problems: readonly string[] } {
  const results = SLICES.flatMap(([golden, rows, taskOf]) => checkSlice(folder, { golden, rows, taskOf: taskOf ?? (() => golden) }));
  results.push(...checkPages(folder), checkSamples(folder));
  const problems = results.flatMap((result) => result ?? []);
  return { passed: results.length - problems.length, problems };
}

interface Slice {
  readonly golden: string;
  readonly rows: string;
  readonly taskOf: (row: Row) => string;
}

function checkSlice(folder: string, { golden, rows, taskOf }: Slice): (string | undefined)[] {
  const data = readLines<Row>(join(folder, rows, 'data.jsonl'));
  const poolFile = join(folder, rows, 'fewshot.jsonl');
  const pool = existsSync(poolFile) ? readLines<Row>(poolFile) : [];
  return readLines<Golden>(join(folder, 'goldens', `${golden}.jsonl`)).map((expected) => {
    const row = data[expected.row] ?? {};
    const definition = BUILT_IN_TASKS.findTask(taskOf(row));
    if (definition === undefined) return `${golden} row ${expected.row}: no built-in task ${taskOf(row)}`;
    const own = pool.filter((candidate) => candidate.subject === row.subject);
    const rules = { ...definition.shots, count: expected.num_fewshot ?? 0 };
    const task = renderTask({ ...definition, shots: rules }, { rows: [row], pool: own });
    const [found, wanted] = [JSON.stringify(describe(task)), JSON.stringify(normalise(expected))];
    return found === wanted ? undefined : `${golden} row ${expected.row}, ${expected.num_fewshot ?? 0} shots: ${found}, golden ${wanted}`;
  });
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
