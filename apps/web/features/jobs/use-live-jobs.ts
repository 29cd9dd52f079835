'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { type JobRowFragment, JobsChangedDocument, type JobsChangedSubscription } from '../../generated/graphql.ts';
import { type LiveState, useSubscription } from '../api/live-api.tsx';

/** Finished jobs change other numbers on the page; these are read again at most this often. */
const REFRESH_INTERVAL_MS = 2_000;

/** If the WebSocket does not work, the page is read again at this interval. */
const POLL_INTERVAL_MS = 5_000;

/** Jobs as the server rendered them, updated by the API's subscription; newest change first. */
export function useLiveJobs(initial: readonly JobRowFragment[]): { readonly jobs: readonly JobRowFragment[]; readonly state: LiveState } {
  const router = useRouter();
  const [changed, setChanged] = useState<ReadonlyMap<string, JobRowFragment>>(new Map());
  const steps = useRef(new Map<string, string>());
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const refresh = () => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      router.refresh();
    }, REFRESH_INTERVAL_MS);
  };
  useEffect(() => () => clearTimeout(timer.current ?? undefined), []);
  const state = useSubscription(
    JobsChangedDocument,
    {},
    {
      onData: ({ jobs: job }: JobsChangedSubscription) => {
        // A new step, such as the next pruning of an evaluation, means that the results of the previous step are stored.
        const step = [job.status, job.progress.phase, job.progress.note].join(' ');
        if (steps.current.get(job.id) !== step) refresh();
        steps.current.set(job.id, step);
        setChanged((before) => new Map(before).set(job.id, job));
      },
      onReconnected: () => {
        setChanged(new Map());
        refresh();
      },
    },
  );
  useEffect(() => {
    if (state === 'live') return;
    const poll = setInterval(() => router.refresh(), POLL_INTERVAL_MS);
    return () => clearInterval(poll);
  }, [state, router]);
  return { jobs: mergeJobs(initial, changed), state };
}

function mergeJobs(initial: readonly JobRowFragment[], changed: ReadonlyMap<string, JobRowFragment>): readonly JobRowFragment[] {
  const merged = new Map(initial.map((job) => [job.id, job]));
  for (const job of changed.values()) {
    const shown = merged.get(job.id);
    if (!shown || shown.updatedAt <= job.updatedAt) merged.set(job.id, job);
  }
  return [...merged.values()].sort((left, right) => right.updatedAt.localeCompare(left.updatedAt));
}
