import { connectOrRefuse, createDatabase, listenToJobEvents } from '@lamina/database';
import { openJobQueue } from '@lamina/jobs';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { type Authenticate, createAuthenticate } from '../access/authenticate.ts';
import type { RateState } from '../access/rate-limiter.ts';
import type { Viewer } from '../access/viewer.ts';
import { checkReady } from '../database/check-ready.ts';
import { createSqlReader } from '../database/create-sql-reader.ts';
import { SlowResults } from '../database/slow-results.ts';
import { withStatementTimeout } from '../database/with-statement-timeout.ts';
import type { Timeouts } from '../limits/timeouts.ts';
import { addJobMetrics } from '../metrics/job-metrics.ts';
import { AggregateService } from '../modules/aggregate/aggregate.service.ts';
import { AgreementService } from '../modules/agreement/agreement.service.ts';
import { ApiTokenService } from '../modules/api-token/api-token.service.ts';
import { ComparisonService } from '../modules/comparison/comparison.service.ts';
import { JobService } from '../modules/job/job.service.ts';
import { JobFeed } from '../modules/job/job-feed.ts';
import { LeaderboardService } from '../modules/leaderboard/leaderboard.service.ts';
import { ModelRegistrationService } from '../modules/model-registration/model-registration.service.ts';
import { QuantizationService } from '../modules/quantization/quantization.service.ts';
import { ReleaseService } from '../modules/release/release.service.ts';
import { type PublishedRelease, ReleaseCatalogue } from '../modules/release/release-catalogue.ts';
import { ResultImportService } from '../modules/result-import/result-import.service.ts';
import { RetentionComparisonService } from '../modules/retention-comparison/retention-comparison.service.ts';
import { StrategyComparisonService } from '../modules/strategy-comparison/strategy-comparison.service.ts';
import { StudyService } from '../modules/study/study.service.ts';
import { SubmissionService } from '../modules/submission/submission.service.ts';
import { WorkerService } from '../modules/worker/worker.service.ts';
import { DatabaseNodeReader } from '../node/database-node-reader.ts';
import type { RequestContext } from './request-context.ts';
import { createRequestLoaders } from './request-loaders.ts';

/** What services are opened on. */
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

/** Who asks, and under which id the log knows the request. */
export interface RequestFacts {
  readonly viewer: Viewer | null;
  readonly rateState: RateState | null;
  /** The release that the data are read as of; null = as they are now. */
  readonly release: PublishedRelease | null;
  readonly requestId: string;
}

/** Everything behind the resolvers. */
export interface Services {
  readonly authenticate: Authenticate;
  readonly releases: ReleaseCatalogue;
  readonly createContext: (request: RequestFacts) => RequestContext;
  /** Throws when the database does not answer or is not migrated. */
  readonly checkReady: () => Promise<void>;
  /** Adds what the database knows of jobs and workers. */
  readonly addMetrics: (registry: Registry) => void;
  /** Ends all subscriptions, so that their sockets can close. */
  readonly endSubscriptions: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Opens the database and everything that works on it. @throws AppError DATABASE_UNREACHABLE, CONFIG_INVALID. */
export async function openServices(options: ServiceOptions): Promise<Services> {
  const { databaseUrl, adminToken, releasesFolder, timeouts, logger, onStatement } = options;
  await (await connectOrRefuse(databaseUrl)).end();
  const database = createDatabase(withStatementTimeout(databaseUrl, timeouts.statementMs));
  const sqlReader = createSqlReader(database, onStatement);
  const counts = new SlowResults<number>();
  const createReader = (cut?: Date): DatabaseNodeReader => new DatabaseNodeReader({ sqlReader, counts, cut });
  const feed = new JobFeed(
    async (keys) => (await createReader().findByKeys('Job', keys)).filter((job) => job !== null),
    (error) => logger.error({ err: error }, 'Changed jobs could not be read'),
  );
  const queue = await openJobQueue(databaseUrl, {
    role: 'sender',
    onError: (error) => logger.error({ err: error }, 'The job queue met an error'),
  });
  const listener = await listenToJobEvents(databaseUrl, ({ jobId }) => feed.notify(jobId));
  const releases = new ReleaseCatalogue(database);
  await releases.refresh();
  const leaderboard = new LeaderboardService(sqlReader);
  const services = {
    agreements: new AgreementService(sqlReader),
    aggregates: new AggregateService(sqlReader),
    apiTokens: new ApiTokenService(database),
    comparisons: new ComparisonService(database, sqlReader),
    imports: new ResultImportService(database),
    jobs: new JobService({ database, enqueue: queue.enqueue, feed, createReader }),
    releases: new ReleaseService({ database, catalogue: releases, folder: releasesFolder }),
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
      loaders: createRequestLoaders(sqlReader),
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
