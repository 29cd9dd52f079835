'use client';

import type { ReactNode } from 'react';
import { Popover } from '../ui/popover.tsx';
import styles from './filter.module.css';

/** A value of the rows, and how many rows have it. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly count?: number;
}

export interface ChoiceFilterProps {
  readonly label: string;
  readonly choices: readonly Choice[];
  /** Chosen values; none = all rows. */
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
  /** Maximum number of chosen values. */
  readonly limit?: number;
}

/** Filter by any of several values. */
export function ChoiceFilter({ label, choices, chosen, onChange, limit = Number.POSITIVE_INFINITY }: ChoiceFilterProps): ReactNode {
  const isFull = chosen.length >= limit;
  const toggle = (value: string) => onChange(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  return (
    <Popover label={chosen.length > 0 ? `${label} (${chosen.length})` : label} title={label} active={chosen.length > 0}>
      <fieldset style={{ margin: 0, padding: 0, border: 0 }}>
        <legend className="visually-hidden">{label}</legend>
        {choices.map((choice) => (
          <label key={choice.value} className={styles.choice}>
            <input
              type="checkbox"
              checked={chosen.includes(choice.value)}
              disabled={isFull && !chosen.includes(choice.value)}
              onChange={() => toggle(choice.value)}
            />
            {choice.label}
            {choice.count !== undefined && <span className={styles.count}>{choice.count}</span>}
          </label>
        ))}
      </fieldset>
      {isFull && <p className={styles.note}>No more than {limit} at once.</p>}
    </Popover>
  );
}
