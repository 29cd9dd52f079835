'use client';

import { type ReactNode, useEffect, useState } from 'react';
import { formatAge } from './format-age.ts';

const TICK_MS = 1_000;

/** The age of an instant, updated live. The server renders nothing, because its clock may differ from the reader's. */
export function SinceNow({ iso }: { readonly iso: string }): ReactNode {
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={iso} title={`${iso.slice(0, 19).replace('T', ' ')} UTC`}>
      {now === null ? '…' : formatAge((now - Date.parse(iso)) / 1000)}
    </time>
  );
}
