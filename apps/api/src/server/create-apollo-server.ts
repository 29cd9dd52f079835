import type { Server } from 'node:http';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { toClientError } from '../errors/to-client-error.ts';
import { LIMIT_RULES } from '../limits/limit-rules.ts';
import { REQUEST_LIMITS } from '../limits/request-limits.ts';
import type { ApiContext } from './api-context.ts';
import { createExecutionPlugin } from './execution.plugin.ts';

const PERSISTED_SECONDS = 24 * 60 * 60;

/** Options of Apollo Server. */
export interface ApolloServerParts {
  readonly schema: GraphQLSchema;
  readonly httpServer: Server;
  readonly logger: Logger;
  /** Whether requests are limited. */
  readonly hasLimits: boolean;
}

/** Apollo Server with every security setting explicit, so that none depends on NODE_ENV. */
export function createApolloServer({ schema, httpServer, logger, hasLimits }: ApolloServerParts): ApolloServer<ApiContext> {
  return new ApolloServer<ApiContext>({
    schema,
    logger,
    nodeEnv: 'production',
    // The schema is public: notebooks and editors read it.
    introspection: true,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    // Each cache is limited to 30 MB and drops the least recently used entry first: parsed documents, and texts of persisted operations.
    cache: 'bounded',
    persistedQueries: { ttl: PERSISTED_SECONDS },
    stopOnTerminationSignals: false,
    maxRecursiveSelections: true,
    parseOptions: { maxTokens: REQUEST_LIMITS.tokens },
    validationRules: hasLimits ? [...LIMIT_RULES] : [],
    validationOptions: { maxErrors: REQUEST_LIMITS.errors },
    formatError: (_formatted, error) => toClientError(error, logger),
    plugins: [
      createExecutionPlugin(schema, hasLimits),
      ApolloServerPluginDrainHttpServer({ httpServer, stopGracePeriodMillis: 2000 }),
      ApolloServerPluginLandingPageDisabled(),
    ],
  });
}
