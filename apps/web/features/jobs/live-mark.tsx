import type { ReactNode } from 'react';
import type { LiveState } from '../api/live-api.tsx';
import { Badge } from '../ui/badge.tsx';

/** Shows whether the numbers are currently updated live. */
export function LiveMark({ state }: { readonly state: LiveState }): ReactNode {
  if (state === 'live') return <Badge tone="good">live</Badge>;
  return <Badge tone={state === 'lost' ? 'warn' : 'plain'}>{state === 'lost' ? 'connection lost, trying again' : 'connecting'}</Badge>;
}
