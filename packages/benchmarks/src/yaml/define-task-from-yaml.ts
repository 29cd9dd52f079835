import type { DatasetSource } from '../definition/dataset-source.ts';
import type { ShotRules, TaskDefinition } from '../definition/task-definition.ts';
import type { TaskItemKind } from '../definition/task-item.ts';
import type { Row } from '../task/row.ts';
import type { Task } from '../task/task.ts';
import { compileTemplate } from '../template/compile-template.ts';
import { readFilters } from './read-filters.ts';
import { type ItemReader, readItem } from './read-item.ts';
import { readMetrics } from './read-metrics.ts';
import type { TaskSettings } from './task-settings.ts';

const FORMATS = ['json', 'csv', 'parquet'] as const;

/**
 * dataset_path, dataset_name and dataset_kwargs of a task file: local files (dataset_path json, csv or parquet) or a data set on the hub.
 * @throws AppError BAD_USER_INPUT if there is no dataset_path, or local data have no data_files
 */
function readSource(settings: TaskSettings): DatasetSource {
  const path = settings.findText('dataset_path') ?? settings.refuse('dataset_path', 'is missing', 'json, csv, parquet or owner/name');
  const options = settings.findNested('dataset_kwargs');
  const format = FORMATS.find((one) => one === path);
  if (format !== undefined) return { kind: 'files', format, files: readFiles(options) };
  if (!/^[\w.-]+(\/[\w.-]+)?$/.test(path)) {
    settings.refuse('dataset_path', `is "${path}"`, 'json, csv, parquet or a data set on the hub such as owner/name');
  }
  return {
    kind: 'hub',
    repository: path,
    configuration: settings.findText('dataset_name') ?? null,
    revision: options.findText('revision') ?? null,
    files: options.find('data_files') === undefined ? undefined : readFiles(options),
  };
}

function readFiles(options: TaskSettings): Readonly<Record<string, readonly string[]>> {
  const named = options.find('data_files');
  // As in the datasets library, files without a split are the split "train".
  if (typeof named === 'string' || Array.isArray(named)) return { train: requirePaths(options, 'data_files') };
  if (typeof named !== 'object' || named === null) {
    return options.refuse('dataset_kwargs', 'names no data_files', 'data_files: { split: path }');
  }
  const files = options.findNested('data_files');
  return Object.fromEntries(Object.keys(named).map((split) => [split, requirePaths(files, split)]));
}

function requirePaths(settings: TaskSettings, key: string): readonly string[] {
  const paths = settings.listTexts(key);
  const pattern = paths.find((path) => /[*?]|^[a-z]+:\/\//.test(path));
  if (pattern !== undefined) settings.refuse(key, `is "${pattern}"`, 'paths of single files on this machine');
  return paths;
}

const KINDS: Readonly<Record<string, readonly [Task['kind'], TaskItemKind]>> = {
  multiple_choice: ['multiple-choice', 'choices'],
  loglikelihood: ['continuation', 'continuation'],
  loglikelihood_rolling: ['perplexity', 'text'],
  generate_until: ['generation', 'generation'],
};
/** Settings that would change prompts or scores and are not supported. */
const UNSUPPORTED = ['process_docs', 'process_results', 'use_prompt', 'doc_to_image', 'doc_to_audio', 'custom_dataset', 'gen_prefix'];
const FEWSHOT_KEYS = ['sampler', 'split', 'samples', 'fewshot_indices'];

/**
 * A task from the settings of a YAML file: the documented subset of the harness' format.
 * @throws AppError BAD_USER_INPUT naming the setting that is missing or not supported
 */
export function defineTaskFromYaml(settings: TaskSettings): TaskDefinition {
  requireSupported(settings);
  const outputType = settings.findText('output_type') ?? 'generate_until';
  const [kind, itemKind] =
    KINDS[outputType] ?? settings.refuse('output_type', `is "${outputType}"`, `one of ${Object.keys(KINDS).join(', ')}`);
  const splits = readSplits(settings);
  const filters = kind === 'generation' ? readFilters(settings) : undefined;
  const metadata = settings.findNested('metadata');
  return {
    name: settings.name,
    version: metadata.findText('version') ?? '0',
    category: metadata.findText('category') ?? 'custom',
    description: settings.findText('task_alias') ?? `Task file ${settings.path}`,
    source: readSource(settings),
    split: splits.scored,
    kind: itemKind,
    toItem: deferItems(settings, outputType),
    ...readPreamble(settings),
    targetDelimiter: settings.findText('target_delimiter') ?? ' ',
    shotDelimiter: settings.findText('fewshot_delimiter') ?? '\n\n',
    shots: readShots(settings, splits),
    metrics: readMetrics(settings, kind),
    filters,
    ...(kind === 'generation' ? readGeneration(settings) : {}),
  };
}

function requireSupported(settings: TaskSettings): void {
  const refused = UNSUPPORTED.find((key) => settings.find(key) !== undefined);
  if (refused !== undefined) settings.refuse(refused, 'is not supported', 'a task without it');
  if (settings.find('unsafe_code') === true) settings.refuse('unsafe_code', 'is true', 'false: Lamina runs no code of a task');
  const repeats = settings.findInteger('repeats') ?? 1;
  if (repeats !== 1) settings.refuse('repeats', `is ${repeats}`, '1: greedy answers do not vary');
  const fewshot = settings.findNested('fewshot_config');
  const unknown = fewshot.listKeys().find((key) => !FEWSHOT_KEYS.includes(key));
  if (unknown !== undefined) fewshot.refuse(`fewshot_config.${unknown}`, 'is not supported', FEWSHOT_KEYS.join(', '));
}

interface Splits {
  readonly scored: string;
  readonly pool: string;
  /** Whether the harness excludes a question from its own examples. */
  readonly dropsOwnRow: boolean;
}

function readSplits(settings: TaskSettings): Splits {
  const [training, validation, test] = ['training_split', 'validation_split', 'test_split'].map((key) => settings.findText(key));
  const scored = test ?? validation ?? settings.refuse('test_split', 'and "validation_split" are missing', 'one of them');
  const fewshot = settings.findNested('fewshot_config').findText('split') ?? settings.findText('fewshot_split');
  return { scored, pool: fewshot ?? training ?? validation ?? scored, dropsOwnRow: fewshot === test };
}

function readShots(settings: TaskSettings, { pool, dropsOwnRow }: Splits): ShotRules {
  const fewshot = settings.findNested('fewshot_config');
  const sampler = fewshot.findText('sampler') ?? 'default';
  if (sampler !== 'default' && sampler !== 'first_n') fewshot.refuse('sampler', `is "${sampler}"`, '"default" or "first_n"');
  if (fewshot.find('fewshot_indices') !== undefined) fewshot.refuse('fewshot_indices', 'is not supported', 'samples instead');
  const samples = fewshot.find('samples');
  if (samples !== undefined && !Array.isArray(samples)) fewshot.refuse('samples', 'is no list', 'a list of rows');
  const hasSplit = fewshot.findText('split') !== undefined || settings.findText('fewshot_split') !== undefined;
  return {
    count: settings.findInteger('num_fewshot') ?? null,
    sampler: sampler === 'first_n' ? 'first_n' : 'default',
    split: samples !== undefined && !hasSplit ? null : pool,
    samples: hasSplit ? undefined : (samples as readonly Row[] | undefined),
    dropsOwnRow,
  };
}

function readPreamble(settings: TaskSettings): Pick<TaskDefinition, 'preambleOf'> {
  const written = settings.findText('description');
  if (written === undefined || written === '') return {};
  const template = compileTemplate(written);
  return { preambleOf: (row) => (Object.hasOwn(row, written) ? String(row[written]) : template.render(row)) };
}

function readGeneration(settings: TaskSettings): Pick<TaskDefinition, 'until' | 'maxTokens'> {
  const generation = settings.findNested('generation_kwargs');
  const isSampled = generation.find('do_sample') === true || Number(generation.find('temperature')) > 0;
  if (isSampled) generation.refuse('generation_kwargs', 'draw at random', 'do_sample: false, so that answers repeat');
  const until = generation.findTexts('until');
  const maxTokens = generation.findInteger('max_gen_toks') ?? generation.findInteger('max_new_tokens');
  return { until, maxTokens: maxTokens || undefined };
}

/** Whether a task has several inputs is determined from its first row, as in the harness. */
function deferItems(settings: TaskSettings, outputType: string): TaskDefinition['toItem'] {
  let reader: ItemReader | undefined;
  return (row) => {
    reader ??= readItem(settings, outputType, row);
    return reader.toItem(row);
  };
}
