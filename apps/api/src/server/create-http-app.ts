import { constants } from 'node:zlib';
import type { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import { AppError } from '@lamina/errors';
import { createMcpServer, type Execute, readReply } from '@lamina/mcp';
import { createModelStore } from '@lamina/model-store';
import { describeSpan, withSpan } from '@lamina/telemetry';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import compression from 'compression';
import express, { type Express, type RequestHandler } from 'express';
import type { GraphQLSchema } from 'graphql';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { ApiTokenScope } from '../access/api-token-scope.ts';
import { hasScope } from '../access/check-scope.ts';
import { rateLimitHeaders } from '../access/rate-limit-headers.ts';
import { requestLife } from '../data/request-life.ts';
import { REQUEST_LIMITS, type Timeouts } from '../limits/request-limits.ts';
import { answerErrors, createErrorBody } from './answer-errors.ts';
import type { ApiContext } from './api-context.ts';
import type { ApiOptions } from './api-options.ts';
import { API_VERSION } from './api-version.ts';
import { createCors } from './cors.ts';
import type { Admit } from './create-admit.ts';
import type { Services } from './open-services.ts';
import { serveData } from './serve-data.ts';
import { createGraphiql } from './serve-graphiql.ts';
import { MODEL_UPLOADS_PATH, serveModelUploads } from './serve-model-uploads.ts';
import { servePrunings } from './serve-prunings.ts';
import { serveReleases } from './serve-releases.ts';

/** Seconds. A page's queries take tens of milliseconds; a slow statement is ended at 25 s. */
const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 25];

/** Serves GET /metrics in Prometheus' format, and returns a handler that times requests. Metrics never contain callers or queries. */
function serveMetrics(app: Express, addMetrics: (registry: Registry) => void): RequestHandler {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  addMetrics(registry);
  const durations = new Histogram({
    name: 'lamina_api_request_duration_seconds',
    help: 'Time from the first byte of a GraphQL request to the end of its reply.',
    labelNames: ['status'],
    buckets: DURATION_BUCKETS,
    registers: [registry],
  });
  app.get('/metrics', async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });
  return (_request, response, next) => {
    const stop = durations.startTimer();
    response.once('close', () => stop({ status: String(response.statusCode) }));
    next();
  };
}

/** One span per request, from its first byte to the end of its reply; continues the caller's trace if there is one. */
const traceRequest: RequestHandler = (request, response, next) => {
  const attributes = { 'http.request.method': request.method, 'url.path': request.baseUrl };
  const traceParent = request.get('traceparent') ?? null;
  void withSpan(`${request.method} ${request.baseUrl}`, { kind: 'server', attributes, traceParent }, async (span) => {
    const closed = new Promise((resolve) => response.once('close', resolve));
    next();
    await closed;
    span.setAttribute('http.response.status_code', response.statusCode);
  });
};

/** Shorter replies would not become smaller. */
const COMPRESSED_FROM_BYTES = 1024;
/** The fastest level of each method gives most of the gain for a fraction of the time. */
const COMPRESSION_LEVEL = 1;

/** All entrances of the API share these: HTTP, and the socket of subscriptions. */
export interface SharedParts extends Pick<Services, 'releases'> {
  readonly schema: GraphQLSchema;
  readonly allowedOrigins: ReadonlySet<string>;
  readonly admit: Admit;
  readonly logger: Logger;
}

/** The services and settings of the HTTP application. */
export interface HttpAppParts
  extends SharedParts,
    Pick<Services, 'database' | 'checkReady' | 'addMetrics' | 'modelUploads'>,
    Pick<ApiOptions, 'releasesFolder' | 'modelsFolder' | 'bucket' | 'webOrigin'> {
  readonly apolloServer: ApolloServer<ApiContext>;
  readonly timeouts: Timeouts;
}

/** The Express application: /graphql (with GraphiQL for browsers), /mcp, /uploads/models, /prunings, /data, /releases, /healthz, /readyz and /metrics. */
export function createHttpApp(parts: HttpAppParts): Express {
  const { apolloServer, allowedOrigins, admit, releases, logger } = parts;
  const app = express();
  app.disable('x-powered-by');
  // Clients do not send conditional POST requests, so computing an ETag for each reply would be useless.
  app.disable('etag');
  app.use(
    helmet({ contentSecurityPolicy: { useDefaults: false, directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] } } }),
  );
  const timeRequest = serveMetrics(app, parts.addMetrics);
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'up' });
  });
  app.get('/readyz', serveReadiness(parts.checkReady, logger));
  const admitCaller = createAdmission(admit);
  app.use(
    '/graphql',
    timeRequest,
    compression({
      threshold: COMPRESSED_FROM_BYTES,
      level: COMPRESSION_LEVEL,
      brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: COMPRESSION_LEVEL } },
    }),
    traceRequest,
    createGraphiql(),
    createCors(allowedOrigins),
    admitCaller,
    readBody,
    createRequestWatch(parts.timeouts.requestMs),
    expressMiddleware(apolloServer, { context: async ({ res }) => res.locals.context as ApiContext }),
  );
  app.post(
    '/mcp',
    timeRequest,
    traceRequest,
    createCors(allowedOrigins),
    admitCaller,
    readBody,
    createRequestWatch(parts.timeouts.requestMs),
    serveMcp(apolloServer),
  );
  app.use(MODEL_UPLOADS_PATH, timeRequest, createCors(allowedOrigins), admitCaller, serveModelUploads(parts.modelUploads, parts.schema));
  const models = createModelStore({ folder: parts.modelsFolder, bucket: parts.bucket ?? null });
  app.use('/prunings', createCors(allowedOrigins), admitCaller, servePrunings(parts.database, models));
  app.use('/data', createCors(allowedOrigins), admitCaller, serveData(parts.database));
  app.use('/releases', createCors(allowedOrigins), admitCaller, serveReleases(releases, parts.releasesFolder));
  const toErrorBody = createErrorBody(releases);
  app.use((_request, response) => {
    response.status(404).json(toErrorBody('NOT_FOUND', 'This path does not exist. The API is at POST /graphql.'));
  });
  app.use(answerErrors(logger, releases));
  return app;
}

/** Refuses a caller before the body is read. */
function createAdmission(admit: HttpAppParts['admit']): RequestHandler {
  return async (request, response, next) => {
    const { authorization } = request.headers;
    const release = request.get('lamina-release');
    const onBehalfOf = request.get('lamina-on-behalf-of');
    const context = await admit({ authorization, address: request.socket.remoteAddress ?? 'unknown', onBehalfOf, release });
    if (context.budget !== null) response.set(rateLimitHeaders(context.budget.state));
    response.locals.context = context;
    response.setHeader('X-Request-Id', context.requestId);
    describeSpan({ 'lamina.request_id': context.requestId });
    next();
  };
}

const readSmall = express.json({ limit: REQUEST_LIMITS.bodyBytes });
const readLarge = express.json({ limit: REQUEST_LIMITS.writeBodyBytes });

/** Reads larger bodies of those who may write. */
const readBody: RequestHandler = (request, response, next) => {
  const { viewer } = response.locals.context as ApiContext;
  const mayWrite = hasScope(viewer, ApiTokenScope.IMPORT) || hasScope(viewer, ApiTokenScope.SCORE);
  return mayWrite ? readLarge(request, response, next) : readSmall(request, response, next);
};

function serveReadiness(checkReady: () => Promise<void>, logger: Logger): RequestHandler {
  return async (_request, response) => {
    try {
      await checkReady();
      response.json({ status: 'ready' });
    } catch (error) {
      logger.warn({ err: error }, 'Not ready');
      const reason = error instanceof AppError ? error.message : 'The database does not answer.';
      response.status(503).json({ status: 'not ready', reason });
    }
  };
}

/** Cancels a request's statements if its deadline has passed or its caller has disconnected, so that it holds no database connection. */
function createRequestWatch(deadlineMs: number): RequestHandler {
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

/** Tools for agents and editors. Every call is a request of its own: its operation has the caller's token, rate limit and limits of cost and depth. */
function serveMcp(apolloServer: ApolloServer<ApiContext>): RequestHandler {
  return async (request, response) => {
    const contextValue = response.locals.context as ApiContext;
    const execute: Execute = async (query, variables) => {
      const { body } = await apolloServer.executeOperation({ query, variables: { ...variables } }, { contextValue });
      if (body.kind !== 'single') throw new Error('the operations of the tools have one reply');
      return readReply(JSON.parse(JSON.stringify(body.singleResult)) as Parameters<typeof readReply>[0]);
    };
    const server = createMcpServer(execute, API_VERSION);
    // Without a generator of session ids, each request stands alone.
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    response.once('close', () => void server.close());
    await server.connect(transport);
    await transport.handleRequest(request, response, request.body);
  };
}
