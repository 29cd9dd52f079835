import { createLoader, type inferParserType, parseAsArrayOf, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { tableParsers } from '../table/table-params.ts';
import { JOB_KINDS } from './describe-job.ts';
import { JOB_STATES } from './job-states.ts';

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
