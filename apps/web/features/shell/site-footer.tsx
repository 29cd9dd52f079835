import type { ReactNode } from 'react';
import styles from './shell.module.css';

/** Where the numbers come from. */
export function SiteFooter({ apiUrl }: { readonly apiUrl: string }): ReactNode {
  return (
    <footer className={styles.footer}>
      <p>Every number on this page is an answer of the GraphQL API, measured by a Lamina scorer.</p>
      <p>
        <a href={apiUrl}>GraphQL API</a>
      </p>
    </footer>
  );
}
