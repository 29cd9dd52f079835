import { AppError } from '@lamina/errors';
import type { Task } from '../task/task.ts';
import { listGenerations, listRequests } from './instance.ts';

/** A model's answer to a likelihood request. */
export interface Response {
  /** Σ ln p over the scored tokens, in nats; finite. */
  readonly logLikelihood: number;
  /** Whether every scored token was the most likely one; null for rolling requests. */
  readonly isGreedy: boolean | null;
  /** Number of scored tokens, integer ≥ 0. */
  readonly tokens: number;
}

/** A model's answer to a generation request. */
export interface Generation {
  /** The generated text without the context, cut at the stop texts. */
  readonly generated: string;
}

/**
 * Groups likelihoods by document: response[document][choice], with one entry per document of a task without choices.
 * @param responses in the order of `listRequests(task)`
 * @throws AppError BAD_USER_INPUT when the number of answers is wrong, RUNTIME_FAILED when a log-likelihood is not finite (a broken model)
 */
export function groupResponses(task: Task, responses: readonly (Response | Generation)[]): Response[][] {
  const requests = listRequests(task);
  requireCount(task, requests.length, responses.length);
  const groups: Response[][] = task.documents.map(() => []);
  for (const [place, request] of requests.entries()) {
    const response = responses[place];
    if (response === undefined || !('logLikelihood' in response) || !Number.isFinite(response.logLikelihood)) {
      const found = response !== undefined && 'logLikelihood' in response ? response.logLikelihood : undefined;
      throw new AppError(
        'RUNTIME_FAILED',
        `Task ${task.name}, document ${task.documents[request.document]?.id}: the model gave the log-likelihood ${found}; it must be a finite number. Check the model's precision and the removed blocks.`,
      );
    }
    groups[request.document]?.push(response);
  }
  return groups;
}

/**
 * The written answers, one per document.
 * @param answers in the order of `listGenerations(task)`
 * @throws AppError BAD_USER_INPUT if their number is wrong or one is not a generated answer
 */
export function requireGenerations(task: Task, answers: readonly (Response | Generation)[]): Generation[] {
  requireCount(task, listGenerations(task).length, answers.length);
  return answers.map((answer, place) => {
    if ('generated' in answer) return answer;
    throw new AppError('BAD_USER_INPUT', `Task ${task.name} needs generated answers, but answer ${place} is a likelihood.`);
  });
}

function requireCount(task: Task, requests: number, responses: number): void {
  if (requests === responses) return;
  throw new AppError(
    'BAD_USER_INPUT',
    `Task ${task.name} has ${requests} requests but ${responses} responses were given; give one response per request, in order.`,
  );
}
