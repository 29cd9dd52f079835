'use client';

import type { LayerOperation } from '@lamina/metrics';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useApiUrl } from '../api/api-url.tsx';
import { QueryButton, type QuerySource } from '../query/query-button.tsx';
import { numbers } from '../ui/numbers.ts';
import panel from '../ui/panel.module.css';
import styles from './strips.module.css';

export interface StripsToolsProps {
  readonly query: QuerySource;
  readonly operation: LayerOperation;
  readonly cellCount: number;
  readonly children: ReactNode;
}

/** The ways to take the picture elsewhere. */
export function StripsTools({ query, operation, cellCount, children }: StripsToolsProps): ReactNode {
  const apiUrl = useApiUrl();
  return (
    <div className={styles.tools}>
      <QueryButton query={query} layers={operation} />
      {['csv', 'parquet'].map((format) => (
        <a key={format} className={panel.action} href={new URL(`/data/layers.${format}`, apiUrl).href}>
          {format === 'csv' ? 'CSV' : 'Parquet'}
        </a>
      ))}
      {children}
      <span>
        {numbers.integer(cellCount)} cells of all operations, with source and licence in every row. <Link href="/releases">Cite</Link> them,
        or <Link href="/contribute">add yours</Link>.
      </span>
    </div>
  );
}
