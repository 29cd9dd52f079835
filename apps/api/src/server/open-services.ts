import { connectOrRefuse, createDatabase, listenToJobEvents } from '@lamina/database';
import { openJobQueue } from '@lamina/jobs';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { type Authenticate, createAuthenticate } from '../access/authenticate.ts';
import type { RequestFacts } from '../access/request-context.ts';
import { checkReady } from '../data/check-ready.ts';
import { createSqlReader } from '../data/create-sql-reader.ts';
import { DatabaseNodeReader } from '../data/database-node-reader.ts';
import { RequestLoaders } from '../data/request-loaders.ts';
import { SlowResults } from '../data/slow-results.ts';
import { withStatementTimeout } from '../data/with-statement-timeout.ts';
import type { Timeouts } from '../limits/request-limits.ts';
import { AggregateService } from '../nouns/aggregate/aggregate.service.ts';
import { AgreementService } from '../nouns/agreement/agreement.service.ts';
import { ApiTokenService } from '../nouns/api-token/api-token.service.ts';
import { ComparisonService } from '../nouns/comparison/comparison.service.ts';
import { JOBS } from '../nouns/job/job.list.ts';
import { JobService } from '../nouns/job/job.service.ts';
import { JobFeed } from '../nouns/job/job-feed.ts';
import { LeaderboardService } from '../nouns/leaderboard/leaderboard.service.ts';
import { ModelRegistrationService } from '../nouns/model-registration/model-registration.service.ts';
import { QuantizationService } from '../nouns/quantization/quantization.service.ts';
import { ReleaseService } from '../nouns/release/release.service.ts';
import { ReleaseCatalogue } from '../nouns/release/release-catalogue.ts';
import { ResultImportService } from '../nouns/result-import/result-import.service.ts';
import { RetentionComparisonService } from '../nouns/retention-comparison/retention-comparison.service.ts';
import { StrategyComparisonService } from '../nouns/strategy-comparison/strategy-comparison.service.ts';
import { StudyService } from '../nouns/submission/study.service.ts';
import { SubmissionService } from '../nouns/submission/submission.service.ts';
import { WorkerService } from '../nouns/worker/worker.service.ts';
import type { ApiContext, ApiServices } from './api-context.ts';
import { API_VERSION } from './api-version.ts';
import { addJobMetrics } from './job-metrics.ts';

/** Options of the services. */
export interface ServiceOptions {
  readonly databaseUrl: string;
  readonly adminToken: string;
  /** The folder of all releases. */
  readonly releasesFolder: string;
  readonly timeouts: Timeouts;
  readonly logger: Logger;
  /** Told the text of each SQL statement that reads. */
  readonly onStatement?: ((text: string) => void) | undefined;
}

/** The services behind the resolvers. */
export interface Services {
  readonly authenticate: Authenticate;
  readonly releases: ReleaseCatalogue;
  readonly createContext: (request: RequestFacts) => ApiContext;
  /** Throws if the database does not answer or is not migrated. */
  readonly checkReady: () => Promise<void>;
  /** Adds metrics of jobs and workers. */
  readonly addMetrics: (registry: Registry) => void;
  /** Ends all subscriptions, so that their sockets can close. */
  readonly endSubscriptions: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Opens the database and the services that use it. @throws AppError DATABASE_UNREACHABLE, CONFIG_INVALID. */
export async function openServices(options: ServiceOptions): Promise<Services> {
  const { databaseUrl, adminToken, releasesFolder, timeouts, logger, onStatement } = options;
  await (await connectOrRefuse(databaseUrl)).end();
  const database = createDatabase(withStatementTimeout(databaseUrl, timeouts.statementMs));
  const sqlReader = createSqlReader(database, onStatement);
  const counts = new SlowResults<number>();
  const createReader = (cut?: Date): DatabaseNodeReader => new DatabaseNodeReader({ sqlReader, counts, cut });
  const feed = new JobFeed(
    async (keys) => (await createReader().findByKeys(JOBS, keys)).filter((job) => job !== null),
    (error) => logger.error({ err: error }, 'Changed jobs could not be read'),
  );
  const queue = await openJobQueue(databaseUrl, {
    role: 'sender',
    onError: (error) => logger.error({ err: error }, 'The job queue reported an error'),
  });
  const listener = await listenToJobEvents(databaseUrl, ({ jobId }) => feed.notify(jobId));
  const releases = new ReleaseCatalogue(database);
  await releases.refresh();
  const leaderboard = new LeaderboardService(sqlReader);
  const services: ApiServices = {
    agreements: new AgreementService(sqlReader),
    aggregates: new AggregateService(sqlReader),
    apiTokens: new ApiTokenService(database),
    comparisons: new ComparisonService(database, sqlReader),
    imports: new ResultImportService(database),
    jobs: new JobService({ database, enqueue: queue.enqueue, feed, createReader }),
    releases: new ReleaseService({ database, catalogue: releases, folder: releasesFolder, apiVersion: API_VERSION }),
    leaderboard,
    registrations: new ModelRegistrationService({ database, enqueue: queue.enqueue }),
    retentionComparisons: new RetentionComparisonService(sqlReader, leaderboard),
    quantizations: new QuantizationService(sqlReader),
    strategyComparisons: new StrategyComparisonService(sqlReader),
    studies: new StudyService({ database, enqueue: queue.enqueue }),
    submissions: new SubmissionService({ database, enqueue: queue.enqueue }),
    workers: new WorkerService(database),
  };
  return {
    releases,
    authenticate: createAuthenticate(database, adminToken),
    createContext: (request) => ({
      ...services,
      ...request,
      reader: createReader(request.release?.cut),
      loaders: new RequestLoaders(sqlReader),
      logger: logger.child({ requestId: request.requestId }),
    }),
    checkReady: () => checkReady(sqlReader),
    addMetrics: (registry) => addJobMetrics(registry, sqlReader),
    endSubscriptions: () => feed.close(),
    close: async () => {
      await listener.stop();
      await queue.stop();
      await database.close();
    },
  };
}
