import type { Task } from './task.ts';

/** The text between a context and an answer, the harness' default target delimiter. */
export const TARGET_DELIMITER = ' ';

/** One question put to a model. `document` and `choice` are 0-based places in the task. */
export type Request =
  | {
      readonly kind: 'loglikelihood';
      readonly document: number;
      readonly choice: number;
      readonly context: string;
      readonly continuation: string;
    }
  | { readonly kind: 'rolling'; readonly document: number; readonly text: string };

/**
 * Everything a task asks a model, in the order in which `evaluateResponses` expects the answers: documents in task order, the choices of a
 * document in their order. A continuation is the delimiter (one space) and the choice.
 * Source: lm-evaluation-harness 0.4.13.dev0, lm_eval/api/task.py, construct_requests.
 */
export function listRequests(task: Task): Request[] {
  if (task.kind === 'perplexity') {
    return task.documents.map(({ text }, document) => ({ kind: 'rolling', document, text }));
  }
  return task.documents.flatMap(({ context, choices }, document) =>
    choices.map((text, choice) => ({ kind: 'loglikelihood' as const, document, choice, context, continuation: TARGET_DELIMITER + text })),
  );
}
