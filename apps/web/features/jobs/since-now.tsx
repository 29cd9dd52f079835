'use client';

import type { ReactNode } from 'react';
import { formatAge } from './format-age.ts';
import { useNow } from './use-now.ts';

/** The age of an instant, updated live. */
export function SinceNow({ iso }: { readonly iso: string }): ReactNode {
  const now = useNow();
  return (
    <time dateTime={iso} title={`${iso.slice(0, 19).replace('T', ' ')} UTC`}>
      {now === null ? '…' : formatAge((now - Date.parse(iso)) / 1000)}
    </time>
  );
}
