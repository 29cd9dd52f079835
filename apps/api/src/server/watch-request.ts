import { AppError } from '@lamina/errors';
import type { RequestHandler } from 'express';
import { requestLife } from '../data/request-life.ts';

/** Cancels a request's statements if its deadline has passed or its caller has disconnected, so that it holds no database connection. */
export function createRequestWatch(deadlineMs: number): RequestHandler {
  return (_request, response, next) => {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(lateError(deadlineMs)), deadlineMs);
    response.once('close', () => {
      clearTimeout(timer);
      if (!response.writableFinished) controller.abort(new AppError('CANCELLED', 'The caller closed the connection before the reply.'));
    });
    requestLife.run({ signal: controller.signal, liftDeadline: () => clearTimeout(timer) }, next);
  };
}

function lateError(deadlineMs: number): AppError {
  return new AppError(
    'TIMEOUT',
    `The request took longer than ${deadlineMs / 1000} s and was ended. Ask for smaller pages, fewer nested lists or a narrower filter.`,
    { details: { limitMs: deadlineMs } },
  );
}
