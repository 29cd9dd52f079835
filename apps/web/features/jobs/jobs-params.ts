import { createLoader, type inferParserType, parseAsString, parseAsStringLiteral } from 'nuqs/server';

/** The states a visitor can choose, in the order a job goes through them. */
export const JOB_STATES = ['waiting', 'queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;

/** What the jobs page shows, as it stands in the URL. */
export const jobsParsers = { status: parseAsStringLiteral(JOB_STATES), after: parseAsString };

export type JobsParams = inferParserType<typeof jobsParsers>;

/** Reads the URL of a request. */
export const loadJobsParams = createLoader(jobsParsers);
