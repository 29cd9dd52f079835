'use client';

import { type ReactNode, useSyncExternalStore } from 'react';

export interface TimeProps {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Default: date and time. */
  readonly part?: 'both' | 'time';
}

/** An instant in the reader's time zone and language. The server knows neither, so it writes UTC; the full instant is in the title. */
export function Time({ at, part = 'both' }: TimeProps): ReactNode {
  const isInBrowser = useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  );
  return (
    <time dateTime={at} title={`${at.slice(0, 19).replace('T', ' ')} UTC`}>
      {isInBrowser ? formatLocal(at, part) : formatUtc(at, part)}
    </time>
  );
}

function neverChanges(): () => void {
  return () => undefined;
}

function formatLocal(at: string, part: 'both' | 'time'): string {
  const time = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
  const options: Intl.DateTimeFormatOptions = part === 'time' ? time : { year: 'numeric', month: 'short', day: 'numeric', ...time };
  return new Intl.DateTimeFormat(undefined, options).format(new Date(at));
}

function formatUtc(at: string, part: 'both' | 'time'): string {
  return part === 'time' ? at.slice(11, 19) : `${at.slice(0, 10)} ${at.slice(11, 19)}`;
}
