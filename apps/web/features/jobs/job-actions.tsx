'use client';

import Link from 'next/link';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import type { ReactNode } from 'react';
import { CancelJobDocument, type JobRowFragment, RetryJobDocument } from '../../generated/graphql.ts';
import { sendApi } from '../api/send-api.ts';
import type { Member } from '../session/session.ts';
import control from '../ui/control.module.css';
import { useAction } from '../ui/use-action.ts';
import { isCancellable, isRetriable } from './job-states.ts';
import styles from './jobs.module.css';

export interface JobActionsProps {
  readonly job: Pick<JobRowFragment, 'id' | 'status' | 'cancelRequestedAt'>;
  readonly member: Member | null;
}

/** Buttons to cancel or retry, for users who may; other users see what is required. */
export function JobActions({ job, member }: JobActionsProps): ReactNode {
  const router = useRouter();
  const path = usePathname();
  const search = useSearchParams();
  const { busy, problem, run } = useAction();
  const mayStop = isCancellable(job.status);
  if (!mayStop && !isRetriable(job.status)) return null;
  if (mayStop && job.cancelRequestedAt !== null) return <p className={styles.quiet}>Cancelling: the worker stops at its next step.</p>;
  const verb = mayStop ? 'Cancel' : 'Retry';
  if (!member?.mayScore) {
    const here = search.size > 0 ? `${path}?${search}` : path;
    return (
      <p className={styles.quiet}>
        {member ? (
          `${member.name} may not ${verb.toLowerCase()} jobs: the token lacks the scope SCORE.`
        ) : (
          <>
            <Link href={`/sign-in?next=${encodeURIComponent(here)}`}>Sign in</Link> to {verb.toLowerCase()} it.
          </>
        )}
      </p>
    );
  }
  const act = () =>
    run(async () => {
      await (mayStop ? sendApi(CancelJobDocument, { id: job.id }) : sendApi(RetryJobDocument, { id: job.id }));
      router.refresh();
    });
  return (
    <div className={styles.actions}>
      <button type="button" className={control.button} onClick={act} disabled={busy}>
        {busy ? `${verb} …` : `${verb} this job`}
      </button>
      <p role="alert" className={styles.failure}>
        {problem}
      </p>
    </div>
  );
}
