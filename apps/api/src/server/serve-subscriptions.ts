import type { IncomingMessage, Server } from 'node:http';
import { AppError } from '@lamina/errors';
import { type ExecutionArgs, GraphQLError, type GraphQLSchema, getOperationAST, parse, specifiedRules, validate } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { toPoints } from '../access/rate-limiter.ts';
import { findVariableErrors } from '../errors/find-variable-errors.ts';
import { toClientError } from '../errors/to-client-error.ts';
import { checkCost } from '../limits/check-cost.ts';
import { checkVariables } from '../limits/check-variables.ts';
import { LIMIT_RULES } from '../limits/limit-rules.ts';
import { REQUEST_LIMITS } from '../limits/request-limits.ts';
import type { ApiContext } from './api-context.ts';
import type { SharedParts } from './create-http-app.ts';
import { replyExtensions } from './reply-extensions.ts';

/** Serves subscriptions (only these) over graphql-ws on /graphql, with the same limits and masking as HTTP. */
export function serveSubscriptions(parts: SharedParts & { readonly httpServer: Server }): { dispose(): Promise<void> } {
  const { schema, httpServer, allowedOrigins, admit, releases, logger } = parts;
  const socketServer = new WebSocketServer({
    server: httpServer,
    path: '/graphql',
    maxPayload: REQUEST_LIMITS.socketMessageBytes,
    verifyClient: ({ req }: { readonly req: IncomingMessage }) => isAllowed(req, allowedOrigins),
  });
  const costs = new WeakMap<ExecutionArgs, number>();
  const getCost = (args: ExecutionArgs): number => {
    const cost = costs.get(args);
    if (cost === undefined) throw new Error('The cost of a subscription was not measured');
    return cost;
  };
  const disposable = useServer(
    {
      onSubscribe: async ({ subscriptions, connectionParams, extra }, _id, payload) => {
        try {
          if (Object.keys(subscriptions).length > REQUEST_LIMITS.subscriptionsPerSocket) {
            throw new AppError('RATE_LIMITED', `One socket may hold ${REQUEST_LIMITS.subscriptionsPerSocket} subscriptions.`);
          }
          // Browsers cannot set headers of a WebSocket, so they send them as connection parameters.
          const authorization = connectionParams?.authorization ?? extra.request.headers.authorization;
          const address = extra.request.socket.remoteAddress ?? 'unknown';
          const context = await admit({ authorization: typeof authorization === 'string' ? authorization : undefined, address });
          const admitted = toExecutionArgs(schema, payload, context);
          if (!('cost' in admitted)) return admitted;
          // One point was spent when the caller was admitted.
          await context.budget?.spend(toPoints(admitted.cost) - 1);
          costs.set(admitted.args, admitted.cost);
          return admitted.args;
        } catch (error) {
          if (error instanceof GraphQLError) return [withCode(error, 'GRAPHQL_PARSE_FAILED')];
          return [new GraphQLError('Refused', { originalError: error instanceof Error ? error : new Error(String(error)) })];
        }
      },
      onError: (_context, _id, _payload, errors) => errors.map((error) => toClientError(error, logger)),
      onNext: (_context, _id, _payload, args, { data = null, errors, extensions }) => ({
        data,
        ...(errors === undefined ? {} : { errors: errors.map((error) => toClientError(error, logger)) }),
        extensions: { ...extensions, ...replyExtensions(getCost(args), releases.newestVersion) },
      }),
    },
    socketServer,
  );
  return { dispose: async () => disposable.dispose() };
}

/** Programs send no Origin. A page must have one of our origins, or be GraphiQL, which is served from the API's own address. */
function isAllowed({ headers: { origin, host } }: IncomingMessage, allowedOrigins: ReadonlySet<string>): boolean {
  return origin === undefined || allowedOrigins.has(origin) || (host !== undefined && URL.parse(origin)?.host === host);
}

function toExecutionArgs(
  schema: GraphQLSchema,
  payload: SubscribePayload,
  contextValue: ApiContext,
): { readonly args: ExecutionArgs; readonly cost: number } | readonly GraphQLError[] {
  const document = parse(payload.query, { maxTokens: REQUEST_LIMITS.tokens });
  const invalid = validate(schema, document, [...specifiedRules, ...LIMIT_RULES], { maxErrors: REQUEST_LIMITS.errors });
  if (invalid.length > 0) return invalid.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
  const operation = getOperationAST(document, payload.operationName);
  if (operation?.operation !== 'subscription') {
    throw new AppError('BAD_USER_INPUT', 'This socket serves subscriptions; send queries and mutations by POST /graphql.');
  }
  const variables = payload.variables ?? {};
  checkVariables(variables);
  const variableErrors = findVariableErrors(schema, operation, variables);
  if (variableErrors.length > 0) return variableErrors;
  const cost = checkCost({ schema, document, operation, variables });
  return { args: { schema, document, operationName: payload.operationName ?? null, variableValues: variables, contextValue }, cost };
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  const { message, nodes = null, source = null, positions = null } = error;
  return new GraphQLError(message, { nodes, source, positions, extensions: { code, ...error.extensions } });
}
