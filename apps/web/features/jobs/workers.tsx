'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect } from 'react';
import type { WorkerRowFragment, WorkerStatus } from '../../generated/graphql.ts';
import { Badge, type BadgeTone } from '../ui/badge.tsx';
import { Section } from '../ui/section.tsx';
import { Time } from '../ui/time.tsx';
import { getJobVerb } from './describe-job.ts';
import styles from './jobs.module.css';
import { toJobsHref } from './jobs-params.ts';

const TONES: Readonly<Record<WorkerStatus, BadgeTone>> = {
  BUSY: 'accent',
  IDLE: 'good',
  DRAINING: 'warn',
  SILENT: 'bad',
  STOPPED: 'plain',
};

/** Workers send heartbeats every five seconds; the page reads them again at this interval. */
const REFRESH_INTERVAL_MS = 10_000;

/** The workers: their machines, devices, and whether they still send heartbeats. */
export function Workers({ workers }: { readonly workers: readonly WorkerRowFragment[] }): ReactNode {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && router.refresh(), REFRESH_INTERVAL_MS);
    return () => clearInterval(timer);
  }, [router]);
  return (
    <Section id="workers" title="Workers">
      {workers.length === 0 ? (
        <p className={styles.idle}>
          None is running. <code>npm start</code> starts one on this machine; <code>lamina worker</code> one on any other that reaches the
          database.
        </p>
      ) : (
        <ul className={styles.workers}>
          {workers.map((worker) => (
            <li key={worker.id} className={styles.worker} data-worker={worker.name}>
              <p className={styles.workerHead}>
                <span className={styles.runningName}>{worker.host}</span>
                <Badge tone={TONES[worker.status]}>{worker.status.toLowerCase()}</Badge>
              </p>
              <p>{worker.device}</p>
              <p className={styles.quiet}>
                {worker.providers.map((provider) => provider.toLowerCase()).join(', ')} · process {worker.pid} ·{' '}
                {describeVersions(worker.versions)}
              </p>
              <p className={styles.quiet}>
                {worker.currentJob ? (
                  <Link href={toJobsHref({ job: worker.currentJob.id })} scroll={false}>
                    {getJobVerb(worker.currentJob.kind)} {worker.currentJob.model?.name}
                  </Link>
                ) : (
                  'no job'
                )}
                , last heartbeat <Time at={worker.heartbeatAt} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function describeVersions(versions: unknown): string {
  if (typeof versions !== 'object' || versions === null) return '';
  return Object.entries(versions)
    .filter(([name]) => name !== 'node')
    .map(([name, version]) => `${name === 'onnxruntime' ? 'ONNX Runtime' : name} ${String(version)}`)
    .join(', ');
}
