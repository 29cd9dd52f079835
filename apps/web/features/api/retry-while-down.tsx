'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

const RETRY_INTERVAL_MS = 3_000;

/** Requests the page again until the API answers; then this component is no longer part of the page. */
export function RetryWhileDown(): null {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => router.refresh(), RETRY_INTERVAL_MS);
    return () => clearInterval(timer);
  }, [router]);
  return null;
}
