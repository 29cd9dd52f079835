import type { Logger } from 'pino';
import type { RateState } from '../access/rate-limiter.ts';
import type { Viewer } from '../access/viewer.ts';
import type { AggregateService } from '../modules/aggregate/aggregate.service.ts';
import type { AgreementService } from '../modules/agreement/agreement.service.ts';
import type { ApiTokenService } from '../modules/api-token/api-token.service.ts';
import type { ComparisonService } from '../modules/comparison/comparison.service.ts';
import type { JobService } from '../modules/job/job.service.ts';
import type { LeaderboardService } from '../modules/leaderboard/leaderboard.service.ts';
import type { ModelRegistrationService } from '../modules/model-registration/model-registration.service.ts';
import type { QuantizationService } from '../modules/quantization/quantization.service.ts';
import type { ReleaseService } from '../modules/release/release.service.ts';
import type { PublishedRelease } from '../modules/release/release-catalogue.ts';
import type { ResultImportService } from '../modules/result-import/result-import.service.ts';
import type { RetentionComparisonService } from '../modules/retention-comparison/retention-comparison.service.ts';
import type { StrategyComparisonService } from '../modules/strategy-comparison/strategy-comparison.service.ts';
import type { StudyService } from '../modules/study/study.service.ts';
import type { SubmissionService } from '../modules/submission/submission.service.ts';
import type { WorkerService } from '../modules/worker/worker.service.ts';
import type { NodeReader } from '../node/node-reader.ts';
import type { RequestLoaders } from './request-loaders.ts';

/** What a resolver gets besides its arguments; made anew for each request. */
export interface RequestContext {
  readonly reader: NodeReader;
  readonly loaders: RequestLoaders;
  readonly imports: ResultImportService;
  readonly jobs: JobService;
  readonly leaderboard: LeaderboardService;
  readonly aggregates: AggregateService;
  readonly releases: ReleaseService;
  readonly registrations: ModelRegistrationService;
  readonly retentionComparisons: RetentionComparisonService;
  readonly quantizations: QuantizationService;
  readonly strategyComparisons: StrategyComparisonService;
  readonly studies: StudyService;
  readonly submissions: SubmissionService;
  readonly agreements: AgreementService;
  readonly apiTokens: ApiTokenService;
  readonly comparisons: ComparisonService;
  readonly workers: WorkerService;
  /** Whoever sent a valid token; null = anybody. */
  readonly viewer: Viewer | null;
  /** Where the caller stands; null = nobody is limited. */
  readonly rateState: RateState | null;
  /** The release that the data are read as of; null = as they are now. */
  readonly release: PublishedRelease | null;
  readonly requestId: string;
  readonly logger: Logger;
}
