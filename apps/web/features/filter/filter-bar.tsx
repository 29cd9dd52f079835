import type { ReactNode } from 'react';
import { Icon } from '../ui/icon.tsx';
import styles from './filter.module.css';

/** A filter that is set: its label, and the action that removes it. */
export interface ActiveFilter {
  readonly key: string;
  readonly label: string;
  readonly onClear: () => void;
}

export interface FilterBarProps {
  /** Settings that determine which numbers are shown. */
  readonly settings?: ReactNode;
  /** Controls that determine which rows are shown. */
  readonly children: ReactNode;
  readonly active: readonly ActiveFilter[];
  readonly onClearAll: () => void;
  /** New numbers are being loaded. */
  readonly pending?: boolean;
}

/** The filter bar of all pages: settings, filters, and the active filters as removable chips. */
export function FilterBar({ settings, children, active, onClearAll, pending = false }: FilterBarProps): ReactNode {
  return (
    <search className={pending ? `${styles.bar} ${styles.pending}` : styles.bar} aria-busy={pending}>
      {settings && <div className={styles.settings}>{settings}</div>}
      <div className={styles.filters}>{children}</div>
      {active.length > 0 && (
        <ul className={styles.chips} aria-label="Filters that are set">
          {active.map(({ key, label, onClear }) => (
            <li key={key}>
              <button type="button" className={styles.chip} onClick={onClear}>
                {label}
                <Icon name="close" />
                <span className="visually-hidden">, take off</span>
              </button>
            </li>
          ))}
          <li>
            <button type="button" className={styles.clear} onClick={onClearAll}>
              Clear all
            </button>
          </li>
        </ul>
      )}
    </search>
  );
}
