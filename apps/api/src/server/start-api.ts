import 'reflect-metadata';
import { createServer } from 'node:http';
import { pino } from 'pino';
import { RateLimiter } from '../access/rate-limiter.ts';
import { TIMEOUT_DEFAULTS } from '../limits/request-limits.ts';
import { buildApiSchema } from '../schema/build-api-schema.ts';
import type { ApiOptions } from './api-options.ts';
import { listAllowedOrigins } from './cors.ts';
import { createAdmit } from './create-admit.ts';
import { createApolloServer } from './create-apollo-server.ts';
import { createHttpApp } from './create-http-app.ts';
import { listen } from './listen.ts';
import { openServices } from './open-services.ts';
import { serveSubscriptions } from './serve-subscriptions.ts';

const SLOW_SENDERS_MS = 5000;

/** A running API. */
export interface RunningApi {
  /** URL of POST /graphql, for example http://localhost:4000/graphql. */
  readonly url: string;
  /** Computes the board that is shown first, so that its first reader does not wait where there are many models. */
  prepare(): Promise<void>;
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
      prepare: services.prepare,
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
