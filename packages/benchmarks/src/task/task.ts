import type { FilterPipeline } from '../filters/filter-pipeline.ts';
import type { MetricSpec } from './metric-spec.ts';

/** A question with answers to choose from. */
export interface MultipleChoiceDocument {
  readonly id: string;
  /** What comes before the answer; may be empty. */
  readonly context: string;
  /** At least one answer, without the delimiter that joins it to the context. */
  readonly choices: readonly string[];
  /** Index of the right answer, 0..choices.length−1; another number where the data name no choice: then every answer is wrong. */
  readonly gold: number;
  /** Further right answers, where there is more than one. */
  readonly alsoRight?: readonly number[];
}

/** A question in several versions, of which the likeliest is chosen by one shared continuation. */
export interface MultipleInputDocument {
  readonly id: string;
  /** One full context per version. */
  readonly contexts: readonly string[];
  /** The versions by themselves, without description and examples; normalised metrics use their length. */
  readonly choices: readonly string[];
  readonly continuation: string;
  /** Index of the right version. */
  readonly gold: number;
}

/** A text to be continued in one way only. */
export interface ContinuationDocument {
  readonly id: string;
  readonly context: string;
  /** Scored as it is: no delimiter is added. */
  readonly continuation: string;
}

/** A text whose every token is predicted. */
export interface PerplexityDocument {
  readonly id: string;
  readonly text: string;
  /** The text whose words and bytes are counted, where it differs from the one that is predicted. */
  readonly countedText?: string;
}

/** A question to be answered in the model's own words. */
export interface GenerationDocument {
  readonly id: string;
  readonly context: string;
  /** Acceptable answers, at least one. */
  readonly references: readonly string[];
  /** What the answer is chosen from, or the words it puts in order; for filters that read it by that. */
  readonly options?: readonly string[];
}

/** One row of a task, of the task's kind. */
export type TaskDocument = MultipleChoiceDocument | MultipleInputDocument | ContinuationDocument | PerplexityDocument | GenerationDocument;

interface TaskFacts {
  readonly name: string;
  /** Changes whenever a prompt, an answer or a rule changes: scores of different versions are not compared. */
  readonly version: string;
  readonly category: string;
  readonly description: string;
  /** Expected accuracy of guessing, 0..1; null where guessing has no meaning. */
  readonly chance: number | null;
  /** SHA-256 (hex) of name, version, kind and documents, independent of the files' white space and key order. */
  readonly digest: string;
  /** Solved examples before each question; default 0. */
  readonly shots?: number;
  /** What is reported; default: the usual metrics of the kind (`DEFAULT_METRICS`). */
  readonly metrics?: readonly MetricSpec[];
}

/** A benchmark whose metric is whether the right answer is the likeliest. */
export interface MultipleChoiceTask extends TaskFacts {
  readonly kind: 'multiple-choice';
  readonly documents: readonly (MultipleChoiceDocument | MultipleInputDocument)[];
  /** The text between a context and an answer; default one space. */
  readonly targetDelimiter?: string;
}

/** A benchmark whose metric is how likely one continuation is, and whether it is the likeliest of all. */
export interface ContinuationTask extends TaskFacts {
  readonly kind: 'continuation';
  readonly documents: readonly ContinuationDocument[];
}

/** A benchmark whose metric is how well a text is predicted. */
export interface PerplexityTask extends TaskFacts {
  readonly kind: 'perplexity';
  readonly documents: readonly PerplexityDocument[];
}

/** A benchmark whose metric is what the model writes. */
export interface GenerationTask extends TaskFacts {
  readonly kind: 'generation';
  readonly documents: readonly GenerationDocument[];
  /** The answer ends before the first of these. */
  readonly until: readonly string[];
  /** Longest answer in tokens. */
  readonly maxTokens: number;
  /** How an answer is read before it is compared; every pipeline is scored. Default: the answer as it is. */
  readonly filters?: readonly FilterPipeline[];
}

/** A benchmark: facts, documents in a fixed order, and a digest of both. */
export type Task = MultipleChoiceTask | ContinuationTask | PerplexityTask | GenerationTask;
