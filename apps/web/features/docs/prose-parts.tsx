import type { Components } from 'react-markdown';
import table from '../ui/table.module.css';
import styles from './docs.module.css';

/** The parts of Markdown that scroll separately. */
export const PROSE_PARTS: Components = {
  pre: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard
    <pre className={styles.code} tabIndex={0}>
      {children}
    </pre>
  ),
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard
    <section className={table.scroller} aria-label="Table" tabIndex={0}>
      <table className={`${table.table} ${styles.table}`}>{children}</table>
    </section>
  ),
};
