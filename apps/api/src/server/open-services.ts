import { type Database, listenToJobEvents, openDatabase, requireMigrations } from '@lamina/database';
import { openJobQueue } from '@lamina/jobs';
import { ModelUploadStore } from '@lamina/uploads';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { type Authenticate, createAuthenticate } from '../access/authenticate.ts';
import type { RequestFacts } from '../access/request-context.ts';
import { createSqlReader } from '../data/create-sql-reader.ts';
import { NodeReader } from '../data/node-reader.ts';
import { RequestLoaders } from '../data/request-loaders.ts';
import type { Stores } from '../data/stores.ts';
import type { Timeouts } from '../limits/request-limits.ts';
import { JOBS } from '../nouns/job/job.list.ts';
import { JobFeed } from '../nouns/job/job-feed.ts';
import { ReleaseService } from '../nouns/release/release.service.ts';
import type { ApiContext } from './api-context.ts';
import type { ApiOptions } from './api-options.ts';
import { API_VERSION } from './api-version.ts';
import { addJobMetrics } from './job-metrics.ts';

/** Options of the services. */
export type ServiceOptions = Pick<
  ApiOptions,
  'databaseUrl' | 'adminToken' | 'releasesFolder' | 'uploadsFolder' | 'uploadedModelsFolder' | 'hub' | 'onStatement'
> & {
  readonly timeouts: Timeouts;
  readonly logger: Logger;
};

/** The services behind the resolvers. */
export interface Services {
  readonly database: Database;
  readonly authenticate: Authenticate;
  readonly releases: ReleaseService;
  readonly modelUploads: ModelUploadStore;
  readonly createContext: (request: RequestFacts) => ApiContext;
  /** Throws if the database does not answer; AppError CONFLICT if it has other migrations than this version knows. */
  readonly checkReady: () => Promise<void>;
  /** Adds metrics of jobs and workers. */
  readonly addMetrics: (registry: Registry) => void;
  /** Ends all subscriptions, so that their sockets can close. */
  readonly endSubscriptions: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Opens the database and the services that use it. @throws AppError DATABASE_UNREACHABLE, CONFIG_INVALID; CONFLICT for a database with other migrations. */
export async function openServices(options: ServiceOptions): Promise<Services> {
  const { databaseUrl, adminToken, releasesFolder, hub = null, timeouts, logger, onStatement } = options;
  const database = await openDatabase(withStatementTimeout(databaseUrl, timeouts.statementMs));
  const sqlReader = createSqlReader(database, onStatement);
  const createReader = (cut?: Date): NodeReader => new NodeReader({ sqlReader, cut });
  const jobFeed = new JobFeed(
    async (keys) => (await createReader().findByKeys(JOBS, keys)).filter((job) => job !== null),
    (error) => logger.error({ err: error }, 'Changed jobs could not be read'),
  );
  const queue = await openJobQueue(databaseUrl, {
    role: 'sender',
    onError: (error) => logger.error({ err: error }, 'The job queue reported an error'),
  });
  const listener = await listenToJobEvents(
    databaseUrl,
    ({ jobId }) => jobFeed.notify(jobId),
    () => jobFeed.readAgain(),
  );
  const releases = new ReleaseService({ database, folder: releasesFolder, apiVersion: API_VERSION });
  await releases.refresh();
  const modelUploads = new ModelUploadStore(options);
  modelUploads.startSweeping((error) => logger.error({ err: error }, 'Old uploads of models could not be removed'));
  const stores: Stores = { database, sqlReader, enqueue: queue.enqueue, hub: hub && { ...hub, token: undefined } };
  return {
    database,
    releases,
    modelUploads,
    authenticate: createAuthenticate(database, adminToken),
    createContext: (request) => ({
      ...stores,
      ...request,
      jobFeed,
      modelUploads,
      releases,
      reader: createReader(request.release?.cut),
      loaders: new RequestLoaders(sqlReader),
      logger: logger.child({ requestId: request.requestId }),
    }),
    checkReady: () => requireMigrations(database.prisma),
    addMetrics: (registry) => addJobMetrics(registry, sqlReader),
    endSubscriptions: () => jobFeed.close(),
    close: async () => {
      modelUploads.stop();
      await listener.stop();
      await queue.stop();
      await database.close();
    },
  };
}

/** The same database URL with a statement timeout, so that PostgreSQL ends slow statements and frees their connection. */
function withStatementTimeout(databaseUrl: string, timeoutMs: number): string {
  const url = new URL(databaseUrl);
  if (!url.searchParams.has('options')) url.searchParams.set('options', `-c statement_timeout=${timeoutMs}`);
  return url.href;
}
