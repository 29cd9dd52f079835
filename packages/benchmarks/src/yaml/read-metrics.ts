import type { MetricName } from '@lamina/metrics';
import { compilePythonRegex } from '../python/python-regex.ts';
import type { MetricSpec } from '../task/metric-spec.ts';
import { DEFAULT_METRICS, type Task } from '../task/task.ts';
import type { TaskSettings } from './task-settings.ts';

/** The supported metrics of each kind, with their aggregations in the harness. */
const AGGREGATIONS: Readonly<Record<Task['kind'], Readonly<Partial<Record<MetricName, string>>>>> = {
  'multiple-choice': { acc: 'mean', acc_norm: 'mean', acc_bytes: 'mean', exact_match: 'mean', brier_score: 'brier_score' },
  continuation: { perplexity: 'perplexity', acc: 'mean' },
  perplexity: { word_perplexity: 'weighted_perplexity', byte_perplexity: 'weighted_perplexity', bits_per_byte: 'bits_per_byte' },
  generation: { exact_match: 'mean' },
};

const EXACT_MATCH_OPTIONS = ['ignore_case', 'ignore_punctuation', 'ignore_numbers', 'regexes_to_ignore'];
const KNOWN = ['metric', 'aggregation', 'higher_is_better', 'hf_evaluate'];

/**
 * The metric_list of a task file.
 * @throws AppError BAD_USER_INPUT for a metric, aggregation or option outside the supported set
 */
export function readMetrics(settings: TaskSettings, kind: Task['kind']): readonly MetricSpec[] {
  const entries = settings.findList('metric_list');
  return entries === undefined ? DEFAULT_METRICS[kind] : entries.map((entry) => readMetric(entry, kind));
}

function readMetric(entry: TaskSettings, kind: Task['kind']): MetricSpec {
  const supported = AGGREGATIONS[kind];
  const name = entry.findText('metric') ?? entry.refuse('metric', 'is missing', 'the name of a metric');
  if (!isSupported(name, supported)) {
    return entry.refuse('metric', `is "${name}"`, `one of ${Object.keys(supported).join(', ')} for this output_type`);
  }
  const aggregation = entry.findText('aggregation');
  if (aggregation !== undefined && aggregation !== supported[name]) {
    entry.refuse('aggregation', `of ${name} is "${aggregation}"`, `"${supported[name]}" or none`);
  }
  const isWritten = kind === 'generation';
  const unknown = entry.listKeys().find((key) => !KNOWN.includes(key) && !(isWritten && EXACT_MATCH_OPTIONS.includes(key)));
  if (unknown !== undefined) entry.refuse(unknown, 'is not supported here', isWritten ? EXACT_MATCH_OPTIONS.join(', ') : 'no options');
  const exactMatch = readExactMatch(entry);
  return isWritten && Object.keys(exactMatch).length > 0 ? { metric: name, exactMatch } : { metric: name };
}

function readExactMatch(entry: TaskSettings): NonNullable<MetricSpec['exactMatch']> {
  const regexesToIgnore = entry.findTexts('regexes_to_ignore');
  // Compiled once here, so that a pattern without a JavaScript equivalent is refused before a model runs.
  regexesToIgnore?.forEach(compilePythonRegex);
  return {
    ...(entry.find('ignore_case') === true ? { ignoreCase: true } : {}),
    ...(entry.find('ignore_punctuation') === true ? { ignorePunctuation: true } : {}),
    ...(entry.find('ignore_numbers') === true ? { ignoreNumbers: true } : {}),
    regexesToIgnore,
  };
}

function isSupported(name: string, supported: object): name is MetricName {
  return Object.hasOwn(supported, name);
}
