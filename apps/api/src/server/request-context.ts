import type { Logger } from 'pino';
import type { JobService } from '../modules/job/job.service.ts';
import type { LeaderboardService } from '../modules/leaderboard/leaderboard.service.ts';
import type { ScoreRunService } from '../modules/score-run/score-run.service.ts';
import type { StudyService } from '../modules/study/study.service.ts';
import type { NodeReader } from '../node/node-reader.ts';

/** What a resolver gets besides its arguments; made anew for each request. */
export interface RequestContext {
  readonly reader: NodeReader;
  readonly jobs: JobService;
  readonly leaderboard: LeaderboardService;
  readonly scoreRuns: ScoreRunService;
  readonly studies: StudyService;
  /** Whether the request carried the administrator's token. */
  readonly isAdmin: boolean;
  readonly requestId: string;
  readonly logger: Logger;
}
