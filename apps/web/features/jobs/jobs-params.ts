import { createLoader, type inferParserType, parseAsArrayOf, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { tableParsers } from '../table/table-params.ts';

/** The states a visitor can choose, in the order a job goes through them. */
export const JOB_STATES = ['waiting', 'queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;

/** What jobs do, as the URL says it. */
export const JOB_KINDS = ['register-model', 'score-model', 'prune-model', 'evaluate-model'] as const;

/** What the jobs page shows, as it stands in the URL. `job` and `study` are global ids. */
export const jobsParsers = {
  ...tableParsers,
  status: parseAsStringLiteral(JOB_STATES),
  kind: parseAsStringLiteral(JOB_KINDS),
  models: parseAsArrayOf(parseAsString),
  study: parseAsString,
  job: parseAsString,
  after: parseAsString,
};

export type JobsParams = inferParserType<typeof jobsParsers>;

/** Reads the URL of a request. */
export const loadJobsParams = createLoader(jobsParsers);
