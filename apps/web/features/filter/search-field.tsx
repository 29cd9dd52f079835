'use client';

import type { ReactNode } from 'react';
import { Icon } from '../ui/icon.tsx';
import styles from './filter.module.css';

export interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

/** Words that rows must contain. */
export function SearchField({ label, value, onChange }: SearchFieldProps): ReactNode {
  return (
    <label className={styles.search}>
      <Icon name="search" />
      <span className="visually-hidden">{label}</span>
      <input type="search" value={value} placeholder={label} onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}
