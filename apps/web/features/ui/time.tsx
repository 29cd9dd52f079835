'use client';

import { type ReactNode, useSyncExternalStore } from 'react';

const never = () => () => undefined;

/** A moment in the reader's own words and time zone; in UTC until the browser has taken over. */
export function Time({ at }: { readonly at: string }): ReactNode {
  const isBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const text = isBrowser
    ? new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at))
    : `${at.slice(0, 16).replace('T', ' ')} UTC`;
  return <time dateTime={at}>{text}</time>;
}
