import { assertNever } from '@lamina/errors';
import { type MetricName, NO_FILTER, sampleDeviation, sampleMean, standardErrorOfMean } from '@lamina/metrics';
import { type Generation, groupResponses, type Response, requireGenerations } from '../requests/response.ts';
import type { MetricSpec } from '../task/metric-spec.ts';
import { DEFAULT_METRICS, type Task } from '../task/task.ts';
import { bootstrapPerplexityError } from './bootstrap-perplexity-error.ts';
import {
  addUpTotals,
  getPerplexityTotals,
  PERPLEXITY_METRICS,
  type PerplexityTotals,
  perplexityOf,
  resampleDocuments,
} from './perplexity-of.ts';
import { DEFAULT_FILTERS, sampleChoices, sampleContinuations, sampleGenerations, sampleTexts } from './sample-task.ts';
import { type MetricValue, type SampleEvaluation, sampleKeyOf, type TaskEvaluation } from './task-evaluation.ts';

/**
 * Scores a model's answers with the harness' formulas: the task's metrics, over all its documents.
 * @param answers in the order of `listRequests(task)`, or of `listGenerations(task)` for a generation task
 * @throws AppError BAD_USER_INPUT for a wrong number of answers; RUNTIME_FAILED for a log-likelihood that is not finite
 */
export function evaluateResponses(task: Task, answers: readonly (Response | Generation)[]): TaskEvaluation {
  const specs = task.metrics ?? DEFAULT_METRICS[task.kind];
  const samples = sampleTask(task, answers, specs);
  const filters = task.kind === 'generation' ? (task.filters ?? DEFAULT_FILTERS).map(({ name }) => name) : [NO_FILTER];
  const metrics = filters.flatMap((filter) => aggregate({ specs, samples, filter, filterCount: filters.length }));
  return { task: task.name, version: task.version, category: task.category, metrics, sampleCount: samples.length, samples };
}

function sampleTask(task: Task, answers: readonly (Response | Generation)[], specs: readonly MetricSpec[]): SampleEvaluation[] {
  switch (task.kind) {
    case 'multiple-choice':
      return sampleChoices(task, groupResponses(task, answers), specs);
    case 'continuation':
      return sampleContinuations(task, groupResponses(task, answers), specs);
    case 'perplexity':
      return sampleTexts(task, groupResponses(task, answers));
    case 'generation':
      return sampleGenerations(task, requireGenerations(task, answers), specs);
    default:
      return assertNever(task);
  }
}

interface Aggregation {
  readonly specs: readonly MetricSpec[];
  readonly samples: readonly SampleEvaluation[];
  readonly filter: string;
  readonly filterCount: number;
}

function aggregate({ specs, samples, filter, filterCount }: Aggregation): MetricValue[] {
  const weighted = specs.some(({ metric }) => isWeighted(metric)) ? aggregatePerplexity(samples.map(getPerplexityTotals)) : [];
  return specs.flatMap(({ metric }) => {
    if (isWeighted(metric)) return weighted.filter((value) => value.metric === metric);
    const values = samples.map((sample) => sample.metrics[sampleKeyOf(metric, filter, filterCount)]).filter((value) => value !== undefined);
    if (values.length < samples.length) return [];
    const mean = aggregateMean(metric, values, filter);
    if (metric !== 'perplexity') return [mean];
    const value = Math.exp(-mean.value);
    // As for the other perplexities, a value that overflows a double is left out.
    if (!Number.isFinite(value)) return [];
    return [{ ...mean, value, standardError: values.length < 2 ? null : bootstrapPerplexityError(values) }];
  });
}

function isWeighted(metric: MetricSpec['metric']): boolean {
  return metric === 'word_perplexity' || metric === 'byte_perplexity' || metric === 'bits_per_byte';
}

/**
 * The mean of per-document values with its standard error: sample standard deviation (n − 1) / sqrt(n), null for n = 1. For 0/1 values
 * this is sqrt(p(1 − p)/(n − 1)).
 * Source: lm-evaluation-harness 0.4.13, lm_eval/api/metrics.py, mean_stderr. (For brier_score the harness reports no error.)
 * @param values float64[n], n ≥ 1
 */
function aggregateMean(metric: MetricName, values: readonly number[], filter: string = NO_FILTER): MetricValue {
  return { metric, filter, value: sampleMean(values), standardError: standardErrorOfMean(values) };
}

/**
 * The perplexities of a task, with a document bootstrap for their standard error (the harness reports none). Each draw takes n of the n documents
 * with replacement, document = floor(random() × n), and computes the metric from the drawn sums. The standard error is the sample standard deviation
 * (n − 1) over the draws, null for one document. The draws are those of the harness' first bootstrap chunk. A perplexity that overflows a
 * double is left out; bits_per_byte holds the same information without overflow.
 * @param documents the sums of each document, at least one
 */
function aggregatePerplexity(documents: readonly PerplexityTotals[]): MetricValue[] {
  const resampled = resampleDocuments(documents.length, (places) => addUpTotals(documents, places));
  const total = addUpTotals(documents);
  return PERPLEXITY_METRICS.map((metric) => ({
    metric,
    filter: NO_FILTER,
    value: perplexityOf(metric, total),
    standardError: sampleDeviation(resampled.map((draw) => perplexityOf(metric, draw))),
  })).filter(({ value }) => Number.isFinite(value));
}
