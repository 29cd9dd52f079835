import { type ApolloServerPlugin, type GraphQLResponse, HeaderMap } from '@apollo/server';
import { describeSpan } from '@lamina/telemetry';
import { type ExecutionResult, GraphQLError, type GraphQLSchema, OperationTypeNode } from 'graphql';
import { rateLimitHeaders, refusalHeaders } from '../access/rate-limit-headers.ts';
import { RateLimitedError, toPoints } from '../access/rate-limiter.ts';
import { findVariableErrors } from '../errors/find-variable-errors.ts';
import { toClientError } from '../errors/to-client-error.ts';
import { checkCost } from '../limits/check-cost.ts';
import { checkVariables } from '../limits/check-variables.ts';
import { countObjects } from '../limits/count-objects.ts';
import { addVariableDefaults } from './add-variable-defaults.ts';
import type { ApiContext } from './api-context.ts';
import { auditMutation } from './audit-mutation.ts';
import { checkReleaseFields } from './check-release-fields.ts';
import { CompiledQueries } from './compiled-queries.ts';
import { replyExtensions } from './reply-extensions.ts';

interface Outcome {
  readonly result: ExecutionResult;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Runs operations with graphql-jit after checking variables and cost, records mutations in the audit log, and adds the extensions to every reply. */
export function createExecutionPlugin(schema: GraphQLSchema, hasLimits: boolean): ApolloServerPlugin<ApiContext> {
  const checked = new CompiledQueries(schema, true);
  const unchecked = new CompiledQueries(schema, false);
  return {
    async requestDidStart() {
      let cost = 0;
      return {
        async responseForOperation({ document, operation, operationName, request, source, contextValue }): Promise<GraphQLResponse> {
          const variables = addVariableDefaults(operation, request.variables ?? {});
          describeOperation(operation.operation, operationName, contextValue);
          const outcome = await attempt(async () => {
            if (hasLimits) checkVariables(variables);
            const invalid = findVariableErrors(schema, operation, variables);
            if (invalid.length > 0) return { result: { errors: invalid }, status: 400 };
            if (contextValue.release !== null) checkReleaseFields(schema, document);
            if (hasLimits) cost = checkCost({ schema, document, operation, variables });
            // One point was spent when the caller was admitted.
            await contextValue.budget?.spend(toPoints(cost) - 1);
            const run = async (queries: CompiledQueries): Promise<ExecutionResult> => {
              const compiled = queries.compile(document, operationName ?? undefined, source);
              if (!('query' in compiled)) return compiled;
              contextValue.reader.narrow(compiled.requested);
              return compiled.query(undefined, contextValue, variables);
            };
            const isWrite = operation.operation === OperationTypeNode.MUTATION;
            const first = await (isWrite
              ? auditMutation(contextValue, { document, operation, variables }, () => run(checked))
              : run(unchecked));
            const objects = countObjects(first.data);
            // A number that JSON lacks is an error of its field.
            const result = Number.isNaN(objects) && !isWrite ? await run(checked) : first;
            // The connection keeps the request until its next one, and the garbage collector would copy all rows that were read.
            contextValue.reader.forget();
            contextValue.loaders.forget();
            if (result.errors === undefined) await contextValue.budget?.giveBack(toPoints(cost) - toPoints(objects));
            return { result };
          });
          return toResponse(outcome, contextValue);
        },
        async willSendResponse({ response, contextValue }) {
          if (response.body.kind !== 'single') return;
          response.body.singleResult.extensions = {
            ...response.body.singleResult.extensions,
            ...replyExtensions(cost, describeRelease(contextValue)),
          };
        },
      };
    },
  };
}

/** Mutations are logged with the caller; queries are logged only at debug level. */
function describeOperation(type: string, operationName: string | null, { logger, viewer }: ApiContext): void {
  describeSpan({ 'graphql.operation.type': type, 'graphql.operation.name': operationName || undefined });
  logger[type === 'mutation' ? 'info' : 'debug']({ operation: operationName, viewer: viewer?.name }, type);
}

/** Version of the release from which the reply comes. */
function describeRelease({ release, releases }: ApiContext): string | null {
  return release?.version ?? releases.newestVersion;
}

async function attempt(run: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await run();
  } catch (error) {
    const originalError = error instanceof Error ? error : new Error(String(error));
    const wrapped = error instanceof GraphQLError ? error : new GraphQLError(String(error), { originalError });
    if (error instanceof RateLimitedError) return { result: { errors: [wrapped] }, status: 429, headers: refusalHeaders(error) };
    return { result: { errors: [wrapped] }, status: 400 };
  }
}

function toResponse({ result, status, headers }: Outcome, { logger, budget }: ApiContext): GraphQLResponse {
  const errors = result.errors?.map((error) => toClientError(error, logger));
  return {
    http: { status, headers: new HeaderMap(Object.entries({ ...(budget && rateLimitHeaders(budget.state)), ...headers })) },
    body: { kind: 'single', singleResult: { ...result, errors } },
  } as GraphQLResponse;
}
