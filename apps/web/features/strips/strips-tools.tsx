import type { ReactNode } from 'react';
import { QueryButton, type QuerySource } from '../query/query-button.tsx';
import { numbers } from '../ui/numbers.ts';
import styles from './strips.module.css';

export interface StripsToolsProps {
  readonly query: QuerySource;
  readonly cellCount: number;
  readonly children: ReactNode;
}

/** The ways to take the picture elsewhere. */
export function StripsTools({ query, cellCount, children }: StripsToolsProps): ReactNode {
  return (
    <div className={styles.tools}>
      <QueryButton query={query} />
      {children}
      <span>{numbers.integer(cellCount)} cells of all operations, with source and licence in every row</span>
    </div>
  );
}
