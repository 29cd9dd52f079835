'use client';

import { type ReactNode, useEffect, useState } from 'react';
import { formatSeconds } from '../ui/format.ts';
import { formatAge } from './format-duration.ts';

const TICK_MS = 1_000;

/** The reader's clock in milliseconds, every second; null on the server, whose clock may differ from the reader's. */
function useNow(): number | null {
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

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

/** The age of an instant, updated live. */
export function SinceNow({ iso }: { readonly iso: string }): ReactNode {
  const now = useNow();
  return (
    <time dateTime={iso} title={`${iso.slice(0, 19).replace('T', ' ')} UTC`}>
      {now === null ? '…' : formatAge((now - Date.parse(iso)) / 1000)}
    </time>
  );
}
