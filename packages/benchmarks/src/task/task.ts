import type { FilterPipeline } from '../filters/filter-pipeline.ts';
import type { MetricSpec } from './metric-spec.ts';

/** A question with several choices. */
export interface MultipleChoiceDocument {
  readonly id: string;
  /** The text before the answer; may be empty. */
  readonly context: string;
  /** At least one answer, without the delimiter between context and answer. */
  readonly choices: readonly string[];
  /** Index of the correct answer, 0..choices.length−1; any other number if the data have none, then every answer is wrong. */
  readonly gold: number;
  /** Further correct answers, if there is more than one. */
  readonly alsoRight?: readonly number[] | undefined;
}

/** A question in several versions; the most likely version is chosen by a common continuation. */
export interface MultipleInputDocument {
  readonly id: string;
  /** One full context per version. */
  readonly contexts: readonly string[];
  /** The versions without description and examples; normalised metrics use their length. */
  readonly choices: readonly string[];
  readonly continuation: string;
  /** Index of the correct version. */
  readonly gold: number;
}

/** A text with a single continuation. */
export interface ContinuationDocument {
  readonly id: string;
  readonly context: string;
  /** Scored unchanged: no delimiter is added. */
  readonly continuation: string;
}

/** A text in which every token is predicted. */
export interface PerplexityDocument {
  readonly id: string;
  readonly text: string;
  /** The text for counting words and bytes, if it differs from the predicted one. */
  readonly countedText?: string | undefined;
}

/** A question for a generated answer. */
export interface GenerationDocument {
  readonly id: string;
  readonly context: string;
  /** Acceptable answers, at least one. */
  readonly references: readonly string[];
  /** The choices of the answer, or the words to sort; for filters that use them. */
  readonly options?: readonly string[] | undefined;
}

/** One row of a task, of the task's kind. */
export type TaskDocument = MultipleChoiceDocument | MultipleInputDocument | ContinuationDocument | PerplexityDocument | GenerationDocument;

export interface TaskFacts {
  readonly name: string;
  /** Changes whenever a prompt, an answer or a rule changes; scores of different versions are not comparable. */
  readonly version: string;
  readonly category: string;
  /** One sentence that says what it measures. */
  readonly description: string;
  /** Expected accuracy of random guessing, 0..1; null if guessing has no meaning. */
  readonly chance: number | null;
  /** SHA-256 (hex) of name, version, kind and documents, independent of white space and key order in the files. */
  readonly digest: string;
  /** Solved examples before each question; default 0. */
  readonly shots?: number;
  /** The reported metrics; default: those of the kind (`DEFAULT_METRICS`). */
  readonly metrics?: readonly MetricSpec[];
}

/** A benchmark that checks whether the correct answer is the most likely one. */
export interface MultipleChoiceTask extends TaskFacts {
  readonly kind: 'multiple-choice';
  readonly documents: readonly (MultipleChoiceDocument | MultipleInputDocument)[];
  /** The text between a context and an answer; default one space. */
  readonly targetDelimiter?: string | undefined;
}

/** A benchmark that measures the likelihood of one continuation, and whether it is the most likely text. */
export interface ContinuationTask extends TaskFacts {
  readonly kind: 'continuation';
  readonly documents: readonly ContinuationDocument[];
}

/** A benchmark that measures how well a text is predicted. */
export interface PerplexityTask extends TaskFacts {
  readonly kind: 'perplexity';
  readonly documents: readonly PerplexityDocument[];
}

/** A benchmark with generated answers. */
export interface GenerationTask extends TaskFacts {
  readonly kind: 'generation';
  readonly documents: readonly GenerationDocument[];
  /** The answer ends before the first of these texts. */
  readonly until: readonly string[];
  /** Maximum length of an answer in tokens. */
  readonly maxTokens: number;
  /** How an answer is read before the comparison; every pipeline is scored. Default: the unchanged answer. */
  readonly filters?: readonly FilterPipeline[] | undefined;
}

/** A benchmark: facts, documents in a fixed order, and a digest of both. */
export type Task = MultipleChoiceTask | ContinuationTask | PerplexityTask | GenerationTask;

/**
 * The default metrics of a kind of task.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/api/registry.py, DEFAULT_METRIC_REGISTRY.
 */
export const DEFAULT_METRICS: Readonly<Record<Task['kind'], readonly MetricSpec[]>> = {
  'multiple-choice': [{ metric: 'acc' }, { metric: 'acc_norm' }],
  continuation: [{ metric: 'perplexity' }, { metric: 'acc' }],
  perplexity: [{ metric: 'word_perplexity' }, { metric: 'byte_perplexity' }, { metric: 'bits_per_byte' }],
  generation: [{ metric: 'exact_match' }],
};
