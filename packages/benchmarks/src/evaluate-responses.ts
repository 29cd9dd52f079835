import { AppError } from '@lamina/errors';
import { aggregateMean } from './aggregate-mean.ts';
import { aggregatePerplexity } from './aggregate-perplexity.ts';
import { scoreMultipleChoice } from './multiple-choice-metrics.ts';
import { scorePerplexity } from './perplexity-metrics.ts';
import { getPerplexityTotals } from './perplexity-of.ts';
import { groupResponses, type Response } from './response.ts';
import type { MultipleChoiceTask, PerplexityTask, Task } from './task.ts';
import type { MetricValue, SampleEvaluation, TaskEvaluation } from './task-evaluation.ts';

/** Bootstrap settings of the perplexity standard errors when a caller names none. */
export const EVALUATION_DEFAULTS = { seed: 0, draws: 1000 } as const;

/**
 * Scores a model's answers by the harness' formulas: acc and acc_norm, or word_perplexity, byte_perplexity and bits_per_byte.
 * @param responses in the order of `listRequests(task)`
 * @param options.seed seed of the perplexity bootstrap, default 0; a safe integer
 * @param options.draws its draws, default 1,000; an integer ≥ 2
 * @throws AppError BAD_USER_INPUT for a wrong number of answers, a bad seed or too few draws; RUNTIME_FAILED for a log-likelihood that is not finite
 */
export function evaluateResponses(
  task: Task,
  responses: readonly Response[],
  options: { readonly seed?: number; readonly draws?: number } = {},
): TaskEvaluation {
  const { seed, draws } = { ...EVALUATION_DEFAULTS, ...options };
  if (!Number.isInteger(draws) || draws < 2) {
    throw new AppError('BAD_USER_INPUT', `${draws} bootstrap draws give no spread; ask for an integer ≥ 2, such as 1000.`, {
      details: { draws },
    });
  }
  const groups = groupResponses(task, responses);
  const samples = task.kind === 'multiple-choice' ? sampleChoices(task, groups) : sampleTexts(task, groups);
  const metrics: MetricValue[] =
    task.kind === 'multiple-choice'
      ? (['acc', 'acc_norm'] as const).map((metric) =>
          aggregateMean(
            metric,
            samples.map((sample) => sample.metrics[metric] ?? 0),
          ),
        )
      : aggregatePerplexity(samples.map(getPerplexityTotals), { seed, draws });
  return { task: task.name, version: task.version, category: task.category, metrics, sampleCount: samples.length, samples };
}

function sampleChoices(task: MultipleChoiceTask, groups: readonly (readonly Response[])[]): SampleEvaluation[] {
  return task.documents.map((document, place) => {
    const responses = groups[place] ?? [];
    const logLikelihoods = responses.map((response) => response.logLikelihood);
    return { documentId: document.id, logLikelihoods, gold: document.gold, metrics: { ...scoreMultipleChoice(document, responses) } };
  });
}

function sampleTexts(task: PerplexityTask, groups: readonly (readonly Response[])[]): SampleEvaluation[] {
  return task.documents.flatMap((document, place) =>
    (groups[place] ?? []).map((response) => ({
      documentId: document.id,
      logLikelihoods: [response.logLikelihood],
      gold: null,
      metrics: { ...scorePerplexity(document, response) },
    })),
  );
}
