import 'reflect-metadata';
import { createServer } from 'node:http';
import { type Logger, pino } from 'pino';
import { RateLimiter, type RateLimits } from '../access/rate-limiter.ts';
import { TIMEOUT_DEFAULTS, type Timeouts } from '../limits/request-limits.ts';
import { buildApiSchema } from '../schema/build-api-schema.ts';
import { listAllowedOrigins } from './cors.ts';
import { createAdmit } from './create-admit.ts';
import { createApolloServer } from './create-apollo-server.ts';
import { createHttpApp } from './create-http-app.ts';
import { listen } from './listen.ts';
import { openServices } from './open-services.ts';
import { serveSubscriptions } from './serve-subscriptions.ts';

const SLOW_SENDERS_MS = 5000;

/** Options of the API. */
export interface ApiOptions {
  /** A migrated database. */
  readonly databaseUrl: string;
  /** 0 = select a free port. */
  readonly port: number;
  /** The administrator's token. */
  readonly adminToken: string;
  /** Folder of release files, shared by all API processes. */
  readonly releasesFolder: string;
  /** Folder of pruned models, shared with the workers. */
  readonly modelsFolder: string;
  /** Origin of the web app, whose pages may call the API. */
  readonly webOrigin: string;
  /** Whether requests without a token may read; default true. */
  readonly isAnonymousAllowed?: boolean;
  /** Default: no rate limits. */
  readonly rateLimits?: RateLimits;
  /** false turns off the rules of limits/, only to measure their cost. Never use it for a public API. Default true. */
  readonly hasLimits?: boolean;
  /** Default: TIMEOUT_DEFAULTS. */
  readonly timeouts?: Partial<Timeouts>;
  readonly logger?: Logger;
  /** Receives the text of each SQL statement that reads. */
  readonly onStatement?: (text: string) => void;
  /** Clock that decides which results were slow and are cached, in milliseconds. Default: performance.now. */
  readonly now?: () => number;
}

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
  const { databaseUrl, adminToken, releasesFolder, onStatement, now, isAnonymousAllowed = true } = options;
  const timeouts = { ...TIMEOUT_DEFAULTS, ...options.timeouts };
  const services = await openServices({ databaseUrl, adminToken, releasesFolder, timeouts, logger, onStatement, now });
  const schema = buildApiSchema();
  const allowedOrigins = listAllowedOrigins(options.webOrigin);
  // Node checks for slow senders at this interval.
  const connectionsCheckingInterval = Math.min(timeouts.sendMs, SLOW_SENDERS_MS);
  const httpServer = createServer({ requestTimeout: timeouts.sendMs, connectionsCheckingInterval });
  const apolloServer = createApolloServer({ schema, httpServer, logger, hasLimits: options.hasLimits ?? true });
  try {
    const port = await listen(httpServer, options.port);
    await apolloServer.start();
    const { checkReady, addMetrics, releases, database } = services;
    const rateLimiter = options.rateLimits === undefined ? null : new RateLimiter(database, options.rateLimits);
    const admit = createAdmit({ ...services, isAnonymousAllowed, rateLimiter });
    httpServer.on(
      'request',
      createHttpApp({
        apolloServer,
        schema,
        allowedOrigins,
        admit,
        checkReady,
        addMetrics,
        releases,
        releasesFolder,
        database,
        modelsFolder: options.modelsFolder,
        webOrigin: options.webOrigin,
        timeouts,
        logger,
      }),
    );
    const socket = serveSubscriptions({ schema, httpServer, allowedOrigins, admit, releases, logger });
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
