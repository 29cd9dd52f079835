'use client';

import { type ReactNode, useEffect, useRef } from 'react';
import type { JobDetailFragment, LogLevel } from '../../generated/graphql.ts';
import { Time } from '../ui/time.tsx';
import styles from './jobs.module.css';

const LEVELS: Readonly<Record<LogLevel, string | undefined>> = { INFO: undefined, WARN: styles.warnLine, ERROR: styles.errorLine };

/** If a reader has scrolled up by more than this, they are reading, and the log does not scroll. */
const AT_END_PX = 24;

/** The end of a job's log. It follows new lines like a terminal, unless the reader has scrolled up. */
export function JobLog({ lines }: { readonly lines: JobDetailFragment['log'] }): ReactNode {
  const box = useRef<HTMLOListElement>(null);
  const isAtEnd = useRef(true);
  const last = lines.at(-1)?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new last line is what moves the view
  useEffect(() => {
    if (isAtEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [last]);
  if (lines.length === 0) return <p className={styles.quiet}>Nothing has happened to it yet.</p>;
  return (
    <ol
      ref={box}
      className={styles.log}
      aria-label="Log"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < AT_END_PX;
      }}
    >
      {lines.map((line) => (
        <li key={line.id} className={LEVELS[line.level]} data-log={line.type}>
          <Time at={line.createdAt} part="time" />
          <span className={styles.logType}>
            {line.type === 'log' ? line.level.toLowerCase() : line.type}
            {line.attempt > 1 && ` ${line.attempt}`}
          </span>
          <span className={styles.logText}>{line.message}</span>
        </li>
      ))}
    </ol>
  );
}
