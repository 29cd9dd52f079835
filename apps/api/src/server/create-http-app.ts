import { randomUUID } from 'node:crypto';
import type { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import express, { type ErrorRequestHandler, type Express } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { REQUEST_LIMITS } from '../limits/request-limits.ts';
import type { Authenticate } from './authenticate.ts';
import { createCors } from './cors.ts';
import type { RequestContext } from './request-context.ts';
import { serveConsole } from './serve-console.ts';

/** What the HTTP side of the API is made from. */
export interface HttpAppOptions {
  readonly apolloServer: ApolloServer<RequestContext>;
  readonly allowedOrigins: ReadonlySet<string>;
  readonly authenticate: Authenticate;
  readonly createContext: (request: { readonly isAdmin: boolean; readonly requestId: string }) => RequestContext;
  readonly checkReady: () => Promise<void>;
  readonly logger: Logger;
}

/** The Express application: /graphql (with a console for browsers), /healthz and /readyz. */
export function createHttpApp(options: HttpAppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(
    helmet({ contentSecurityPolicy: { useDefaults: false, directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] } } }),
  );
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'up' });
  });
  app.get('/readyz', async (_request, response) => {
    try {
      await options.checkReady();
      response.json({ status: 'ready' });
    } catch (error) {
      options.logger.warn({ err: error }, 'Not ready');
      response.status(503).json({ status: 'not ready', reason: 'The database is unreachable or not migrated.' });
    }
  });
  app.use(
    '/graphql',
    serveConsole,
    createCors(options.allowedOrigins),
    express.json({ limit: REQUEST_LIMITS.bodyBytes }),
    expressMiddleware(options.apolloServer, {
      context: async ({ req }) =>
        options.createContext({ isAdmin: options.authenticate(req.headers.authorization), requestId: randomUUID() }),
    }),
  );
  app.use((_request, response) => {
    response.status(404).json(toErrorBody('NOT_FOUND', 'There is nothing here. The API answers POST /graphql.'));
  });
  app.use(createErrorHandler(options.logger));
  return app;
}

/** Errors before GraphQL: bodies that are too large or no JSON. Express' own page would show a stack trace. */
function createErrorHandler(logger: Logger): ErrorRequestHandler {
  return (error: { readonly type?: string; readonly status?: number }, _request, response, _next) => {
    if (error.type === 'entity.too.large') {
      response
        .status(413)
        .json(toErrorBody('BAD_REQUEST', `The body is larger than ${REQUEST_LIMITS.bodyBytes} bytes. Split the request.`));
    } else if (error.type !== undefined && error.status !== undefined && error.status < 500) {
      response.status(error.status).json(toErrorBody('BAD_REQUEST', 'The body cannot be read as JSON.'));
    } else {
      const errorId = randomUUID();
      logger.error({ errorId, err: error }, 'A request met an internal error');
      response
        .status(500)
        .json(toErrorBody('INTERNAL_SERVER_ERROR', `Something went wrong inside. The log has the details under id ${errorId}.`, errorId));
    }
  };
}

function toErrorBody(code: string, message: string, errorId?: string): object {
  return { errors: [{ message, extensions: { code, ...(errorId === undefined ? {} : { errorId }) } }] };
}
