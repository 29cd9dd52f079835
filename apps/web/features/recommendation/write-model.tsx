'use client';

import Link from 'next/link';
import { type ReactNode, useState } from 'react';
import { WritePruningDocument } from '../../generated/graphql.ts';
import { ApiError } from '../api/api-error.ts';
import { sendApi } from '../api/send-api.ts';
import { toJobsHref } from '../jobs/to-jobs-href.ts';
import control from '../ui/control.module.css';
import problemStyles from '../ui/problem.module.css';

/** A button that has a worker write the pruned model. A refusal is shown here. @param pruning its global id */
export function WriteModel({ pruning }: { readonly pruning: string }): ReactNode {
  const [busy, setBusy] = useState(false);
  const [job, setJob] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const write = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const { writePruning } = await sendApi(WritePruningDocument, { pruning });
      setJob(writePruning.job.id);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setProblem(error.message);
    }
    setBusy(false);
  };
  if (job !== null) return <Link href={toJobsHref({ job })}>A worker writes it</Link>;
  return (
    <>
      <button type="button" className={control.button} disabled={busy} onClick={write}>
        Write it for download
      </button>
      <p role="alert" className={problemStyles.problem}>
        {problem}
      </p>
    </>
  );
}
