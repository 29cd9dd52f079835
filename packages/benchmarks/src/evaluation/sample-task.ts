import { getAt } from '@lamina/errors';
import { NO_FILTER } from '@lamina/metrics';
import { applyFilter } from '../filters/apply-filter.ts';
import type { FilterPipeline } from '../filters/filter-pipeline.ts';
import { exactMatch } from '../metrics/exact-match.ts';
import { scoreMultipleChoice } from '../metrics/multiple-choice-metrics.ts';
import { rouge1 } from '../metrics/rouge-1.ts';
import { countBytes, countWords } from '../python/text-length.ts';
import type { Generation, Response } from '../requests/response.ts';
import type { MetricSpec } from '../task/metric-spec.ts';
import type { ContinuationTask, GenerationTask, MultipleChoiceTask, PerplexityTask } from '../task/task.ts';
import { type SampleEvaluation, sampleKeyOf } from './task-evaluation.ts';

/** How generated answers are read if a task has no filter: unchanged. */
export const DEFAULT_FILTERS: readonly FilterPipeline[] = [{ name: NO_FILTER, steps: [] }];

type Groups = readonly (readonly Response[])[];

/** Every document of a multiple-choice task with its contribution to each metric. */
export function sampleChoices(task: MultipleChoiceTask, groups: Groups, specs: readonly MetricSpec[]): SampleEvaluation[] {
  return task.documents.map((document, place) => {
    const responses = getAt(groups, place);
    const scores = specs.flatMap((spec) => {
      const score = scoreMultipleChoice(document, responses, spec);
      return score === undefined ? [] : [[spec.metric, score] as const];
    });
    return {
      documentId: document.id,
      ...describeLikelihoods(responses),
      gold: document.gold,
      metrics: Object.fromEntries(scores),
    };
  });
}

/** Every document of a continuation task: `perplexity` is its log-likelihood, `acc` is whether greedy decoding gives the continuation. */
export function sampleContinuations(task: ContinuationTask, groups: Groups, specs: readonly MetricSpec[]): SampleEvaluation[] {
  return task.documents.flatMap((document, place) =>
    getAt(groups, place).map((response) => {
      const byMetric: Readonly<Record<string, number>> = { perplexity: response.logLikelihood, acc: Number(response.isGreedy === true) };
      const scores = specs.flatMap(({ metric }) => (byMetric[metric] === undefined ? [] : [[metric, byMetric[metric]] as const]));
      return { documentId: document.id, ...describeLikelihoods([response]), gold: null, metrics: Object.fromEntries(scores) };
    }),
  );
}

/**
 * Every text of a perplexity task with its words, its UTF-8 bytes and the bits per byte of this text alone.
 * Source: lm-evaluation-harness 0.4.13.dev0, lm_eval/tasks/wikitext/preprocess_wikitext.py and lm_eval/api/metrics.py.
 */
export function sampleTexts(task: PerplexityTask, groups: Groups): SampleEvaluation[] {
  return task.documents.flatMap(({ id, text, countedText = text }, place) =>
    getAt(groups, place).map(({ logLikelihood }) => {
      const bytes = countBytes(countedText);
      const metrics = { bits_per_byte: -logLikelihood / bytes / Math.LN2, words: countWords(countedText), bytes };
      return { documentId: id, logLikelihoods: [logLikelihood], gold: null, metrics };
    }),
  );
}

/** Every document of a generation task: the generated text, how each filter read it, and whether that is correct. */
export function sampleGenerations(task: GenerationTask, answers: readonly Generation[], specs: readonly MetricSpec[]): SampleEvaluation[] {
  const filters = task.filters ?? DEFAULT_FILTERS;
  return task.documents.map((document, place) => {
    const { generated } = getAt(answers, place);
    const filtered = filters.map((filter) => [filter.name, applyFilter(filter, generated, document.options)] as const);
    const scores = specs.flatMap((spec) =>
      filtered.flatMap(([name, text]) => {
        const score = scoreAnswer(text, document.references, spec);
        return score === undefined ? [] : [[sampleKeyOf(spec.metric, name, filters.length), score] as const];
      }),
    );
    return {
      documentId: document.id,
      logLikelihoods: [],
      gold: null,
      metrics: Object.fromEntries(scores),
      generated,
      filtered: Object.fromEntries(filtered),
      references: document.references,
    };
  });
}

function scoreAnswer(text: string, references: readonly string[], { metric, exactMatch: options }: MetricSpec): number | undefined {
  if (metric === 'exact_match') return exactMatch(text, references, options);
  // The best match of several references, as for exact match.
  return metric === 'rouge1' ? Math.max(...references.map((reference) => rouge1(text, reference))) : undefined;
}

function describeLikelihoods(responses: readonly Response[]): Pick<SampleEvaluation, 'logLikelihoods' | 'isGreedy'> {
  const logLikelihoods = responses.map((response) => response.logLikelihood);
  const isGreedy = responses.map((response) => response.isGreedy).filter((each) => typeof each === 'boolean');
  return isGreedy.length === responses.length ? { logLikelihoods, isGreedy } : { logLikelihoods };
}
