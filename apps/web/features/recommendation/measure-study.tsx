'use client';

import Link from 'next/link';
import { usePathname, useSearchParams } from 'next/navigation';
import { type ReactNode, useRef, useState } from 'react';
import { type RecommendationFactsFragment, SubmitStudyDocument, type SubmitStudyInput } from '../../generated/graphql.ts';
import { ApiError } from '../api/api-error.ts';
import { sendApi } from '../api/send-api.ts';
import { toJobsHref } from '../jobs/to-jobs-href.ts';
import type { Member } from '../session/session.ts';
import control from '../ui/control.module.css';
import problemStyles from '../ui/problem.module.css';
import { describeMeasurement } from './describe-recommendation.ts';
import styles from './recommendation.module.css';
import { toStudyInput } from './to-study-input.ts';
import { toSubmitHref } from './to-submit-href.ts';

export interface MeasureStudyProps {
  /** Slug of the model. */
  readonly model: string;
  readonly measure: NonNullable<RecommendationFactsFragment['measure']>;
  readonly calibration: string | null;
  /** Null: nobody signed in. */
  readonly member: Member | null;
}

/** What to measure, and a button that queues it. Who may not, signs in first; everybody can open the filled form. */
export function MeasureStudy({ model, measure, calibration, member }: MeasureStudyProps): ReactNode {
  const label = describeMeasurement(measure);
  const form = toSubmitHref(model, measure) as '/';
  return (
    <div className={styles.measure} data-measure>
      <p className={styles.note}>{measure.reason}</p>
      {member?.mayScore && calibration !== null ? (
        <QueueStudy key={JSON.stringify(measure)} label={label} input={toStudyInput(model, measure, calibration)} />
      ) : (
        <p className={styles.note}>
          {label}: {member === null ? <SignInLink /> : `${member.name} may not submit it, because the token lacks the scope SCORE.`}
        </p>
      )}
      <p className={styles.note}>
        <Link href={form} prefetch={false}>
          {member?.mayScore ? 'Change the settings first' : 'See the settings'}
        </Link>
      </p>
    </div>
  );
}

function SignInLink(): ReactNode {
  const [path, search] = [usePathname(), useSearchParams()];
  const here = search.size > 0 ? `${path}?${search}` : path;
  return (
    <Link href={`/sign-in?next=${encodeURIComponent(here)}`} prefetch={false}>
      sign in to queue it with one click
    </Link>
  );
}

interface QueueStudyProps {
  readonly label: string;
  readonly input: SubmitStudyInput;
}

function QueueStudy({ label, input }: QueueStudyProps): ReactNode {
  const [state, setState] = useState<{ readonly busy: boolean; readonly study: string | null; readonly problem: string | null }>({
    busy: false,
    study: null,
    problem: null,
  });
  // A second click, or a retry after a lost answer, creates no second study.
  const key = useRef<string | null>(null);
  const queue = async () => {
    key.current ??= crypto.randomUUID();
    setState({ busy: true, study: null, problem: null });
    try {
      const { submitStudy } = await sendApi(SubmitStudyDocument, { input: { ...input, idempotencyKey: key.current } });
      setState({ busy: false, study: submitStudy.studies[0]?.id ?? null, problem: null });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setState({ busy: false, study: null, problem: error.message });
    }
  };
  // Empty lines of state take no room here.
  return (
    <div>
      {state.study === null && (
        <button type="button" className={control.button} disabled={state.busy} onClick={queue}>
          {label}
        </button>
      )}
      <p role="status" className={styles.note}>
        {state.study !== null && (
          <>
            The study is queued. <Link href={toJobsHref({ study: state.study })}>Follow it</Link>; the answer here changes when it has
            ended.
          </>
        )}
      </p>
      <p role="alert" className={problemStyles.problem}>
        {state.problem}
      </p>
    </div>
  );
}
