import 'reflect-metadata';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import { AppError } from '@lamina/errors';
import type { GraphQLSchema } from 'graphql';
import { type Logger, pino } from 'pino';
import { RateLimiter } from '../access/rate-limiter.ts';
import { toClientError } from '../errors/to-client-error.ts';
import { LIMIT_RULES } from '../limits/limit-rules.ts';
import { REQUEST_LIMITS, TIMEOUT_DEFAULTS } from '../limits/request-limits.ts';
import { buildApiSchema } from '../schema/build-api-schema.ts';
import type { ApiContext } from './api-context.ts';
import type { ApiOptions } from './api-options.ts';
import { listAllowedOrigins } from './cors.ts';
import { createAdmit } from './create-admit.ts';
import { createHttpApp } from './create-http-app.ts';
import { createExecutionPlugin } from './execution.plugin.ts';
import { openServices } from './open-services.ts';
import { serveSubscriptions } from './serve-subscriptions.ts';

const PERSISTED_SECONDS = 24 * 60 * 60;

/** Options of Apollo Server. */
interface ApolloServerParts {
  readonly schema: GraphQLSchema;
  readonly httpServer: Server;
  readonly logger: Logger;
  /** True if requests are limited. */
  readonly hasLimits: boolean;
}

/** Apollo Server with every security setting explicit, so that none depends on NODE_ENV. */
function createApolloServer({ schema, httpServer, logger, hasLimits }: ApolloServerParts): ApolloServer<ApiContext> {
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

const SLOW_SENDERS_MS = 5000;

/** A running API. */
export interface RunningApi {
  /** URL of POST /graphql, for example http://localhost:4000/graphql. */
  readonly url: string;
  /** Finishes running requests, ends subscriptions and closes every connection. */
  close(): Promise<void>;
}

/**
 * Starts the API.
 * @throws AppError DATABASE_UNREACHABLE, PORT_IN_USE, CONFIG_INVALID, or CONFLICT if the database has other migrations; then nothing stays open
 */
export async function startApi(options: ApiOptions): Promise<RunningApi> {
  const logger = options.logger ?? pino({ name: 'api' });
  const { isAnonymousAllowed = true, hasLimits = true } = options;
  const timeouts = { ...TIMEOUT_DEFAULTS, ...options.timeouts };
  const services = await openServices({ ...options, timeouts, logger });
  const schema = buildApiSchema();
  const allowedOrigins = listAllowedOrigins(options.webOrigin);
  // Node checks for slow senders at this interval.
  const connectionsCheckingInterval = Math.min(timeouts.sendMs, SLOW_SENDERS_MS);
  const httpServer = createServer({ requestTimeout: timeouts.sendMs, connectionsCheckingInterval });
  const apolloServer = createApolloServer({ schema, httpServer, logger, hasLimits });
  try {
    const port = await listen(httpServer, options.port);
    await apolloServer.start();
    const rateLimiter = options.rateLimits === undefined ? null : new RateLimiter(services.database, options.rateLimits);
    const admit = createAdmit({ ...services, isAnonymousAllowed, rateLimiter });
    const shared = { ...services, schema, allowedOrigins, admit, logger };
    httpServer.on('request', createHttpApp({ ...options, ...shared, apolloServer, timeouts }));
    const socket = serveSubscriptions({ ...shared, httpServer });
    return {
      url: `http://localhost:${port}/graphql`,
      close: async () => {
        await services.endSubscriptions();
        await socket.dispose();
        await apolloServer.stop();
        rateLimiter?.stop();
        await services.close();
      },
    };
  } catch (error) {
    httpServer.close();
    await services.close();
    throw error;
  }
}

/** Makes a server listen and returns the port; 0 selects a free port. @throws AppError PORT_IN_USE if another program listens there. */
async function listen(server: Server, port: number): Promise<number> {
  try {
    server.listen(port);
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      throw new AppError('PORT_IN_USE', `Port ${port} is in use. Stop the other program or set LAMINA_API_PORT to a free port.`, {
        cause: error,
      });
    }
    if ((error as NodeJS.ErrnoException).code === 'EACCES') {
      throw new AppError('CONFIG_INVALID', `Port ${port} needs rights that this user lacks. Set LAMINA_API_PORT to a port above 1023.`, {
        cause: error,
      });
    }
    throw error;
  }
  return (server.address() as AddressInfo).port;
}
