'use client';

import { useQueryStates } from 'nuqs';
import { type ReactNode, useTransition } from 'react';
import { Explain } from '../ui/explain.tsx';
import { Segments } from '../ui/segments.tsx';
import { chanceParsers } from './chance-params.ts';

const OPTIONS = [
  { value: 'raw', label: 'as measured' },
  { value: 'subtracted', label: 'above chance' },
] as const;

/** The choice between retention as measured and above chance, on every page that shows retentions. */
export function ChanceSwitch(): ReactNode {
  const [pending, startTransition] = useTransition();
  const [{ chance }, setParams] = useQueryStates(chanceParsers, { shallow: false, startTransition, scroll: false, history: 'push' });
  return (
    <div data-control="chance" aria-busy={pending} style={{ display: 'contents' }}>
      <Segments
        label="Scores"
        value={chance ?? 'raw'}
        options={OPTIONS}
        onChange={(value) => setParams({ chance: value === 'raw' ? null : value })}
      />
      <Explain term="above chance" />
    </div>
  );
}
