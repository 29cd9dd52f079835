import { type ApolloServerPlugin, type GraphQLResponse, HeaderMap } from '@apollo/server';
import { AppError } from '@lamina/errors';
import { describeSpan } from '@lamina/telemetry';
import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  OperationTypeNode,
  TypeInfo,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { rateLimitHeaders, refusalHeaders } from '../access/rate-limit-headers.ts';
import { RateLimitedError, toPoints } from '../access/rate-limiter.ts';
import { findVariableErrors } from '../errors/find-variable-errors.ts';
import { toClientError } from '../errors/to-client-error.ts';
import { checkCost } from '../limits/check-cost.ts';
import { checkVariables } from '../limits/check-variables.ts';
import type { ApiContext } from './api-context.ts';
import { auditMutation } from './audit-mutation.ts';
import { CompiledQueries } from './compiled-queries.ts';
import { replyExtensions } from './reply-extensions.ts';

/** Fields that are computed from all current data. */
const PRESENT_ONLY: ReadonlySet<string> = new Set([
  'Query.leaderboard',
  'Query.compareModels',
  'Query.board',
  'Model.answer',
  'Model.measuredChanges',
  'Model.removableAt',
  'Model.largestTried',
  'Model.openBeyond',
  'Model.roundingAgreements',
  'Model.strategyComparison',
]);

/**
 * Refuses fields that cannot be answered as of a release, because the reply would mix data of the release with current data. @throws AppError
 * BAD_USER_INPUT naming the field.
 */
function checkReleaseFields(schema: GraphQLSchema, document: DocumentNode): void {
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      OperationDefinition({ operation }) {
        if (operation === OperationTypeNode.MUTATION) refuse('A mutation changes the present');
      },
      Field({ name }) {
        const coordinate = `${types.getParentType()?.name}.${name.value}`;
        if (PRESENT_ONLY.has(coordinate)) refuse(`${coordinate} is computed from current data`);
      },
    }),
  );
}

function refuse(reason: string): never {
  throw new AppError('BAD_USER_INPUT', `${reason}. Leave the header Lamina-Release out, or read the lists.`);
}

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

/** The variables with the defaults of those that are missing. graphql-jit 0.8 forgets the default of a required variable. */
function addVariableDefaults({ variableDefinitions = [] }: OperationDefinitionNode, given: Readonly<Record<string, unknown>>) {
  const defaults = variableDefinitions.map(({ variable, defaultValue }) => [
    variable.name.value,
    defaultValue && valueFromASTUntyped(defaultValue),
  ]);
  return { ...Object.fromEntries(defaults.filter(([, value]) => value !== undefined)), ...given } as Record<string, unknown>;
}

/**
 * The objects of a reply: its rows, and the connections around them. NaN if it may hold a number that JSON lacks; PostgreSQL writes those as texts.
 *
 * Plain loops, because a reply has tens of thousands of values; a loop over the keys of a list would create a text for each index.
 */
export function countObjects(value: unknown): number {
  if (typeof value === 'number') return Number.isFinite(value) ? 0 : Number.NaN;
  if (typeof value === 'string') return value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? Number.NaN : 0;
  if (typeof value !== 'object' || value === null) return 0;
  let sum = Array.isArray(value) ? 0 : 1;
  if (Array.isArray(value)) for (const inner of value) sum += countObjects(inner);
  else for (const key in value) sum += countObjects((value as Readonly<Record<string, unknown>>)[key]);
  return sum;
}
