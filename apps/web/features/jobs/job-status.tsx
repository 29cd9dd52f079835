import type { ReactNode } from 'react';
import type { JobRowFragment, JobStatus } from '../../generated/graphql.ts';
import type { LiveState } from '../api/live-api.tsx';
import { Badge, type BadgeTone } from '../ui/badge.tsx';

const TONES: Readonly<Record<JobStatus, BadgeTone>> = {
  WAITING: 'plain',
  QUEUED: 'plain',
  RUNNING: 'accent',
  SUCCEEDED: 'good',
  FAILED: 'bad',
  CANCELLED: 'warn',
};

/** A job's status as a coloured word. */
export function JobStatusBadge({ status }: { readonly status: JobStatus }): ReactNode {
  return <Badge tone={TONES[status]}>{status.toLowerCase()}</Badge>;
}

/** Finished share of a job, 0 to 1; null while its total is not known. */
export function getJobRatio({ progress }: Pick<JobRowFragment, 'progress'>): number | null {
  return progress.ratio ?? (progress.total > 0 ? progress.done / progress.total : null);
}

/** Shows whether the numbers are currently updated live. */
export function LiveMark({ state }: { readonly state: LiveState }): ReactNode {
  if (state === 'live') return <Badge tone="good">live</Badge>;
  return <Badge tone={state === 'lost' ? 'warn' : 'plain'}>{state === 'lost' ? 'connection lost, trying again' : 'connecting'}</Badge>;
}
