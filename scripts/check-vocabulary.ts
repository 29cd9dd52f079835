import { globSync, readFileSync } from 'node:fs';
import { JOB_DEFINITIONS } from '@lamina/jobs';
import { MEASURE_IDS, nameInId } from '@lamina/metrics';
import { SEARCH_NAMES, STRATEGY_NAMES } from '@lamina/strategies';

/** One name with a single definition: its file, a search for other spellings, and an example that proves that the search works. */
interface Rule {
  readonly what: string;
  readonly home: string;
  readonly example: string;
  readonly find: (source: string) => readonly Spelling[];
}

interface Spelling {
  readonly text: string;
  /** Position of its first character in the source. */
  readonly place: number;
}

/** Tests, fixtures and measurements write names as users do, so that they verify the names. */
const SOURCES = ['apps/*/**/*.{ts,tsx}', 'packages/*/src/**/*.ts', 'scripts/**/*.ts', 'clients/python/src/**/*.py'];
const LEFT_OUT =
  /(^|\/)(node_modules|generated|\.next|dist|testing|test-utils|test-database)\/|\.(test|fixture)\.tsx?$|^scripts\/check-vocabulary\.ts$|\/(metric_ids|schema_types)\.py$/;
const TOKEN = /\/\/.*|\/\*[\s\S]*?\*\/|`(?:\\.|[^`\\])*`|'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"/g;
const STATUSES = 'WAITING|QUEUED|RUNNING|SUCCEEDED|FAILED|CANCELLED';
// A single word such as "random" is also an ordinary English word.
const STRATEGY_TERMS = STRATEGY_NAMES.filter((name) => name.includes('-'));

const RULES: readonly Rule[] = [
  {
    what: 'a measure; import MEASURES (and nameInId)',
    home: 'packages/metrics/src/measures/',
    example: "read('loss-increase@1')",
    find: findTexts(new Set([...MEASURE_IDS, ...MEASURE_IDS.map(nameInId)].filter((name) => !isOneOf(STRATEGY_TERMS, name)))),
  },
  {
    what: 'a strategy or a search; import STRATEGY or SEARCHES',
    home: 'packages/strategies/src/',
    example: "plan('block-influence')",
    find: findTexts(new Set([...STRATEGY_TERMS, ...SEARCH_NAMES.filter((name) => name.includes('-'))])),
  },
  {
    what: 'a kind of job; import its definition, such as SCORE_MODEL, and take its kind',
    home: 'packages/jobs/src/',
    example: "enqueue('score-model')",
    find: findTexts(new Set(Object.values(JOB_DEFINITIONS).map(({ kind }) => kind))),
  },
  {
    what: 'names of GraphQL enums made from names; import toEnumName and toKebabName',
    home: 'packages/metrics/src/names/enum-name.ts',
    example: "name.toUpperCase().replaceAll('-', '_')",
    find: findPattern(/\.toUpperCase\(\)\s*\.replaceAll\('-', '_'\)|\.toLowerCase\(\)\s*\.replaceAll\('_', '-'\)/g),
  },
  {
    what: 'the quantile of the normal distribution; import Z_95',
    home: 'packages/metrics/src/statistics/z-95.ts',
    example: 'mean - 1.96 * error',
    find: findPattern(/\b1\.9599\d+|\b1\.96 \*|\* 1\.96\b/g),
  },
  {
    what: 'a sample variance; import sampleVariance, sampleDeviation or standardErrorOfMean',
    home: 'packages/metrics/src/statistics/sample-spread.ts',
    example: 'Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))',
    find: findPattern(/\*\* 2[^;]{0,60}\/ \(\w+(\.length)? - 1\)/g),
  },
  {
    what: 'a group of statuses; import hasEnded, on the page a function of job-states.ts',
    home: 'packages/database/src/jobs/job-status.ts',
    example: "['FAILED', 'CANCELLED'].includes(status)",
    find: findPattern(new RegExp(`\\[\\s*'(?:${STATUSES})',\\s*'(?:${STATUSES})'`, 'g')),
  },
  {
    what: "a benchmark's headline metric; import findHeadline, HEADLINE_OF_KIND or SCORE_METRICS",
    home: 'packages/metrics/src/names/',
    example: "kind === 'perplexity' ? 'word_perplexity' : 'acc'",
    find: findPattern(/'word_perplexity' : 'acc'|'acc' : 'word_perplexity'|\['acc', 'exact_match'/g),
  },
  {
    what: 'a results.json of lm-evaluation-harness; import formatTaskResults',
    home: 'packages/benchmarks/src/harness-format/',
    example: "return { results, 'n-samples': counts };",
    find: findPattern(/'n-samples':/g),
  },
  {
    what: 'CSV by hand; csv-parse reads it and csv-stringify writes it',
    home: 'no file',
    example: `cell.replaceAll('"', '""')`,
    find: findPattern(/replaceAll\('"', '""'\)|replace\(\/"\/g, '""'\)/g),
  },
];

/** A word that another one has replaced. */
interface ReplacedWord {
  readonly word: RegExp;
  readonly write: string;
  readonly example: string;
}

/** Neither sources nor documents use these words. */
const REPLACED_WORDS: readonly ReplacedWord[] = [
  { word: /\b(?:goesOnFrom|goOn|handOn|moveOn|walkOn)\b/g, write: 'continueFrom, passTo or next', example: 'goOn(rows)' },
  { word: /\b(?:Taking|Studied|Unsettled)\b/g, write: 'a noun, such as JobSource', example: 'interface Taking' },
  { word: /\bby turns\b/gi, write: 'alternating or alternately', example: 'run by turns' },
  { word: /\bcannot be told\b/gi, write: 'no difference is shown, or cannot be distinguished', example: 'they cannot be told apart' },
  { word: /\btie brackets?\b/gi, write: 'ties', example: 'joined by a tie bracket' },
  { word: /\bwhoever\b/gi, write: 'a noun, such as the caller', example: 'Whoever asks' },
  { word: /\b(?:go|goes|going) on\b/gi, write: 'continue', example: 'the worker goes on' },
  { word: /\bthought\b/gi, write: 'mlpSum', example: 'const thought = mlp.sum' },
];

/** Documents do not use these words either; sources do until their names change. */
const REPLACED_IN_DOCUMENTS: readonly ReplacedWord[] = [
  { word: /\blanes?\b/gi, write: 'protocol', example: 'in one lane' },
  { word: /\bsurer\b/gi, write: 'more certain', example: 'a surer removal' },
  {
    word: /\bhalves of (?:a |an |each |the |every )?(?:block|layer)s?|half of a (?:block|layer)\b/gi,
    write: 'sublayer',
    example: 'the halves of a block',
  },
];

const DOCUMENTS = [
  '*.md',
  'docs/**/*.md',
  'docker/*.md',
  'packages/*/README.md',
  'packages/*/src/**/*.md',
  'clients/python/*.md',
  'scripts/**/*.md',
];
/** Blocks and names of code, which keep the spelling of the code. */
const CODE_IN_DOCUMENT = /```[\s\S]*?```|`[^`\n]*`/g;

for (const { word, example } of [...REPLACED_WORDS, ...REPLACED_IN_DOCUMENTS])
  if (example.match(word) === null) throw new Error(`the search for ${word} does not find its own example: ${example}`);
for (const { what, example, find } of RULES)
  if (find(example).length === 0) throw new Error(`the search for ${what} does not find its own example: ${example}`);

const paths = globSync(SOURCES)
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => !LEFT_OUT.test(path));
const spelled = paths.flatMap((path) => {
  const source = readFileSync(path, 'utf8');
  return RULES.filter(({ home }) => !path.startsWith(home)).flatMap(({ what, home, find }) =>
    find(source).map(({ text, place }) => `${path}:${source.slice(0, place).split('\n').length}: ${text} is ${what} (spelled in ${home})`),
  );
});
const documents = globSync(DOCUMENTS, { exclude: ['**/node_modules/**', '**/dist/**'] })
  .map((path) => path.replaceAll('\\', '/'))
  // It quotes what not to write.
  .filter((path) => path !== 'docs/style.md');
const found = [
  ...spelled,
  ...paths.flatMap((path) => findReplaced(path, readFileSync(path, 'utf8'), REPLACED_WORDS)),
  ...documents.flatMap((path) =>
    findReplaced(path, withoutCode(readFileSync(path, 'utf8')), [...REPLACED_WORDS, ...REPLACED_IN_DOCUMENTS]),
  ),
];
for (const line of found) process.stdout.write(`${line}\n`);
process.stdout.write(`${paths.length} sources and ${documents.length} documents, ${found.length} words to change\n`);
if (found.length > 0) process.exit(1);

/** Literals equal to one of the texts. Comments and templates are ignored, because prose may mention names. */
function findTexts(texts: ReadonlySet<string>): Rule['find'] {
  return (source) =>
    [...source.matchAll(TOKEN)].flatMap(({ 0: text, 1: single, 2: double, index }) =>
      texts.has(single ?? double ?? '') ? [{ text, place: index }] : [],
    );
}

function findPattern(pattern: RegExp): Rule['find'] {
  return (source) => [...source.matchAll(pattern)].map(({ 0: text, index }) => ({ text, place: index }));
}

function findReplaced(path: string, text: string, words: readonly ReplacedWord[]): readonly string[] {
  return words.flatMap(({ word, write }) =>
    [...text.matchAll(word)].map(
      ({ 0: found, index }) => `${path}:${text.slice(0, index).split('\n').length}: write ${write}, not "${found}"`,
    ),
  );
}

/** The text with spaces in place of code, so that line numbers stay. */
function withoutCode(text: string): string {
  return text.replace(CODE_IN_DOCUMENT, (code) => code.replace(/[^\n]/g, ' '));
}

function isOneOf(names: readonly string[], name: string): boolean {
  return names.includes(name);
}
