import { createLoader, type inferParserType, parseAsArrayOf, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { tableParsers } from '../table/table-params.ts';

/** The statuses that a visitor can choose, in the order in which a job passes through them. */
export const JOB_STATES = ['waiting', 'queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;

/** Kinds of jobs, as written in the URL. */
export const JOB_KINDS = ['register-model', 'score-model', 'prune-model', 'evaluate-model'] as const;

/** The choices of the jobs page, as stored in the URL. `job` and `study` are global ids. */
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
