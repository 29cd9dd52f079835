import { assertNever } from '@lamina/errors';
import type { MultipleChoiceTask, Task } from '../task/task.ts';

/** The text between a context and an answer, the harness' default target delimiter. */
const TARGET_DELIMITER = ' ';

/** One text whose likelihood is requested. `document` and `choice` are indices in the task, starting at 0. */
export type Request =
  | {
      readonly kind: 'loglikelihood';
      readonly document: number;
      readonly choice: number;
      readonly context: string;
      readonly continuation: string;
    }
  | { readonly kind: 'rolling'; readonly document: number; readonly text: string };

/** One text that a model continues by greedy decoding. */
export interface GenerationRequest {
  readonly document: number;
  readonly context: string;
  /** The answer ends before the first of these texts (see `cutAtStops`). */
  readonly until: readonly string[];
  readonly maxTokens: number;
}

/**
 * Every likelihood request of a task, in the order that `evaluateResponses` expects: documents in task order, choices of a document in order. A
 * continuation is the delimiter and the choice. Empty for generation tasks (see `listGenerations`).
 * Source: lm-evaluation-harness 0.4.13, lm_eval/api/task.py, construct_requests.
 */
export function listRequests(task: Task): Request[] {
  switch (task.kind) {
    case 'multiple-choice':
      return task.documents.flatMap((document, place) => listChoices(document, place, task.targetDelimiter ?? TARGET_DELIMITER));
    case 'continuation':
      return task.documents.map(({ context, continuation }, document) => ({
        kind: 'loglikelihood',
        document,
        choice: 0,
        context,
        continuation,
      }));
    case 'perplexity':
      return task.documents.map(({ text }, document) => ({ kind: 'rolling', document, text }));
    case 'generation':
      return [];
    default:
      return assertNever(task);
  }
}

/** All generation requests of a task, one per document in task order; empty for other kinds of tasks. */
export function listGenerations(task: Task): GenerationRequest[] {
  if (task.kind !== 'generation') return [];
  const { until, maxTokens } = task;
  return task.documents.map(({ context }, document) => ({ document, context, until, maxTokens }));
}

function listChoices(item: MultipleChoiceTask['documents'][number], document: number, delimiter: string): Request[] {
  const pairs =
    'contexts' in item
      ? item.contexts.map((context) => ({ context, continuation: delimiter + item.continuation }))
      : item.choices.map((text) => ({ context: item.context, continuation: delimiter + text }));
  return pairs.map((pair, choice) => ({ kind: 'loglikelihood', document, choice, ...pair }));
}
