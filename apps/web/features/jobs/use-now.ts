'use client';

import { useEffect, useState } from 'react';

const TICK_MS = 1_000;

/** The reader's clock in milliseconds, every second; null on the server, whose clock may differ from the reader's. */
export function useNow(): number | null {
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
