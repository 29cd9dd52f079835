import { AppError, assertNever } from '@lamina/errors';
import { NO_FILTER } from '@lamina/metrics';
import { type Generation, groupResponses, type Response, requireGenerations } from '../requests/response.ts';
import { DEFAULT_METRICS } from '../task/default-metrics.ts';
import type { MetricSpec } from '../task/metric-spec.ts';
import type { Task } from '../task/task.ts';
import { aggregateMean } from './aggregate-mean.ts';
import { aggregatePerplexity } from './aggregate-perplexity.ts';
import { bootstrapPerplexityError, HARNESS_BOOTSTRAP_DRAWS } from './bootstrap-perplexity-error.ts';
import { getPerplexityTotals } from './perplexity-of.ts';
import { DEFAULT_FILTERS, sampleChoices, sampleContinuations, sampleGenerations, sampleTexts } from './sample-task.ts';
import { type MetricValue, type SampleEvaluation, sampleKeyOf, type TaskEvaluation } from './task-evaluation.ts';

/** Default bootstrap settings: the document bootstrap of word and byte perplexities, and the harness' bootstrap of `perplexity`. */
export const EVALUATION_DEFAULTS = { seed: 0, draws: 1000, harnessDraws: HARNESS_BOOTSTRAP_DRAWS } as const;

interface EvaluationSettings {
  readonly seed: number;
  readonly draws: number;
  readonly harnessDraws: number;
}

/**
 * Scores a model's answers with the harness' formulas: the task's metrics, over all its documents.
 * @param answers in the order of `listRequests(task)`, or of `listGenerations(task)` for a generation task
 * @param options.seed seed of the document bootstrap, default 0; a safe integer
 * @param options.draws its draws, default 1,000; an integer ≥ 2
 * @param options.harnessDraws draws behind the standard error of `perplexity`, default 100,000; an integer ≥ 2
 * @throws AppError BAD_USER_INPUT for a wrong number of answers, a bad seed or too few draws; RUNTIME_FAILED for a log-likelihood that is not finite
 */
export function evaluateResponses(
  task: Task,
  answers: readonly (Response | Generation)[],
  options: Partial<EvaluationSettings> = {},
): TaskEvaluation {
  const settings = { ...EVALUATION_DEFAULTS, ...options };
  requireDraws(settings.draws);
  requireDraws(settings.harnessDraws);
  const specs = task.metrics ?? DEFAULT_METRICS[task.kind];
  const samples = sampleTask(task, answers, specs);
  const filters = task.kind === 'generation' ? (task.filters ?? DEFAULT_FILTERS).map(({ name }) => name) : [NO_FILTER];
  const metrics = filters.flatMap((filter) => aggregate({ specs, samples, filter, filterCount: filters.length, settings }));
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
  readonly settings: EvaluationSettings;
}

function aggregate({ specs, samples, filter, filterCount, settings }: Aggregation): MetricValue[] {
  const weighted = specs.some(({ metric }) => isWeighted(metric)) ? aggregatePerplexity(samples.map(getPerplexityTotals), settings) : [];
  return specs.flatMap(({ metric }) => {
    if (isWeighted(metric)) return weighted.filter((value) => value.metric === metric);
    const values = samples.map((sample) => sample.metrics[sampleKeyOf(metric, filter, filterCount)]).filter((value) => value !== undefined);
    if (values.length < samples.length) return [];
    const mean = aggregateMean(metric, values, filter);
    if (metric !== 'perplexity') return [mean];
    const value = Math.exp(-mean.value);
    // As for the other perplexities, a value that overflows a double is left out.
    if (!Number.isFinite(value)) return [];
    return [{ ...mean, value, standardError: values.length < 2 ? null : bootstrapPerplexityError(values, settings.harnessDraws) }];
  });
}

function isWeighted(metric: MetricSpec['metric']): boolean {
  return metric === 'word_perplexity' || metric === 'byte_perplexity' || metric === 'bits_per_byte';
}

function requireDraws(draws: number): void {
  if (Number.isInteger(draws) && draws >= 2) return;
  throw new AppError('BAD_USER_INPUT', `${draws} bootstrap draws give no spread; ask for an integer ≥ 2, such as 1000.`, {
    details: { draws },
  });
}
