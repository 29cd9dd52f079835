'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import type { JobRowFragment } from '../../generated/graphql.ts';
import { describeJob } from '../jobs/describe-job.ts';
import { getJobRatio } from '../jobs/job-status.tsx';
import { useLiveJobs } from '../jobs/use-live-jobs.ts';
import { useNumbers } from '../ui/locale.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { Section } from '../ui/section.tsx';
import type { PendingModel } from './board-row.ts';
import styles from './leaderboard.module.css';

export interface PendingModelsProps {
  readonly models: readonly PendingModel[];
  readonly initialJobs: readonly JobRowFragment[];
}

/** Models without a row, each with its current job; the page is read again when a job ends. */
export function PendingModels({ models, initialJobs }: PendingModelsProps): ReactNode {
  const { jobs } = useLiveJobs(initialJobs);
  if (models.length === 0) return null;
  return (
    <Section id="on-the-way" title="On the way" intro="Registered models that have no result at these settings yet.">
      <ul className={styles.pending}>
        {models.map((model) => (
          <PendingCard
            key={model.slug}
            model={model}
            job={jobs.find((job) => job.status === 'RUNNING' && job.model?.slug === model.slug)}
          />
        ))}
      </ul>
    </Section>
  );
}

function PendingCard({ model, job }: { readonly model: PendingModel; readonly job: JobRowFragment | undefined }): ReactNode {
  const numbers = useNumbers();
  const progress = model.study?.progress;
  const open = progress ? progress.pending + progress.running : 0;
  return (
    <li className={styles.card} data-pending={model.slug}>
      <div className={styles.cardHead}>
        <Link href={`/models/${encodeURIComponent(model.slug)}`}>{model.name}</Link>
        <span className={styles.cardText}>{model.scored ? 'scored' : 'not scored yet'}</span>
      </div>
      {job && <ProgressBar label={`${describeJob(job, numbers)} for ${model.name}`} ratio={getJobRatio(job)} />}
      <p className={styles.cardText}>
        {job ? describeJob(job, numbers) : open > 0 ? 'Waiting for the scorer' : 'No job is left for it'}
        {progress && ` · ${progress.succeeded} of ${progress.total} jobs done`}
        {progress && progress.failed > 0 && ` · ${progress.failed} failed`}
        {progress && progress.cancelled > 0 && ` · ${progress.cancelled} cancelled`}
      </p>
    </li>
  );
}
