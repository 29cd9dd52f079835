'use client';

import type { ReactNode } from 'react';
import { formatSeconds } from '../ui/format-seconds.ts';
import { useNow } from './use-now.ts';

export interface ElapsedProps {
  /** When the job began, ISO 8601. */
  readonly since: string;
  /** Seconds when the page was read, shown until the clock of the reader is known. */
  readonly atRead: number | null;
}

/** How long a job has run, updated live. */
export function Elapsed({ since, atRead }: ElapsedProps): ReactNode {
  const now = useNow();
  const seconds = now === null ? atRead : Math.max(0, (now - Date.parse(since)) / 1000);
  return <span data-elapsed>{seconds === null ? '…' : `${formatSeconds(seconds)} so far`}</span>;
}
