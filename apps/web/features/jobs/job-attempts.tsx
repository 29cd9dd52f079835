import type { ReactNode } from 'react';
import type { AttemptStatus, JobDetailFragment } from '../../generated/graphql.ts';
import { Badge, type BadgeTone } from '../ui/badge.tsx';
import { useNumbers } from '../ui/locale.tsx';
import table from '../ui/table.module.css';
import { Time } from '../ui/time.tsx';
import { formatDuration, measureSeconds } from './format-duration.ts';
import styles from './jobs.module.css';

const TONES: Readonly<Record<AttemptStatus, BadgeTone>> = {
  RUNNING: 'accent',
  SUCCEEDED: 'good',
  FAILED: 'bad',
  CANCELLED: 'warn',
  LOST: 'warn',
};

/** Every attempt at a job: its worker, its duration, and its result. */
export function JobAttempts({ attempts }: { readonly attempts: JobDetailFragment['attempts'] }): ReactNode {
  const numbers = useNumbers();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard
    <section className={table.scroller} aria-label="Attempts" tabIndex={0}>
      <table className={table.table}>
        <caption className="visually-hidden">Attempts, first to last</caption>
        <thead>
          <tr>
            <th scope="col" className={table.number}>
              Attempt
            </th>
            <th scope="col">State</th>
            <th scope="col">Worker</th>
            <th scope="col">Began</th>
            <th scope="col" className={table.number}>
              Took
            </th>
            <th scope="col">What happened</th>
          </tr>
        </thead>
        <tbody>
          {attempts.map((attempt) => (
            <tr key={attempt.number}>
              <th scope="row" className={table.number}>
                {attempt.number}
              </th>
              <td>
                <Badge tone={TONES[attempt.status]}>{attempt.status.toLowerCase()}</Badge>
              </td>
              <td>
                <code>{attempt.workerId}</code>
              </td>
              <td>
                <Time at={attempt.startedAt} />
              </td>
              <td className={table.number}>{formatDuration(measureSeconds(attempt.startedAt, attempt.finishedAt), numbers)}</td>
              <td className={table.wrap}>
                {attempt.error && (
                  <span className={styles.failure}>
                    <code>{attempt.error.code}</code> {attempt.error.message}
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
