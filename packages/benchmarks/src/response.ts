import { AppError } from '@lamina/errors';
import { listRequests } from './instance.ts';
import type { Task } from './task.ts';

/** A model's answer to one request. */
export interface Response {
  /** Σ ln p over the scored tokens, in nats; finite. */
  readonly logLikelihood: number;
  /** Whether every scored token was the likeliest; null for rolling requests. */
  readonly isGreedy: boolean | null;
  /** Scored tokens, integer ≥ 0. */
  readonly tokens: number;
}

/**
 * Groups answers by document: response[document][choice], with one entry per document of a perplexity task.
 * @param responses in the order of `listRequests(task)`
 * @throws AppError BAD_USER_INPUT when the number of answers is wrong, RUNTIME_FAILED when a log-likelihood is not finite (a broken model)
 */
export function groupResponses(task: Task, responses: readonly Response[]): Response[][] {
  const requests = listRequests(task);
  if (responses.length !== requests.length) {
    throw new AppError(
      'BAD_USER_INPUT',
      `Task ${task.name} has ${requests.length} requests but ${responses.length} responses were given; answer every request once, in order.`,
      {
        details: { task: task.name, requests: requests.length, responses: responses.length },
      },
    );
  }
  const groups: Response[][] = task.documents.map(() => []);
  for (const [place, request] of requests.entries()) {
    const response = responses[place];
    if (response === undefined || !Number.isFinite(response.logLikelihood)) {
      throw new AppError(
        'RUNTIME_FAILED',
        `Task ${task.name}, document ${task.documents[request.document]?.id}: the model gave the log-likelihood ${response?.logLikelihood}; it must be a finite number. Check the model's precision and the removed blocks.`,
        { details: { task: task.name, document: request.document, response: place } },
      );
    }
    groups[request.document]?.push(response);
  }
  return groups;
}
