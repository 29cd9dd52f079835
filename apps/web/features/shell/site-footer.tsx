import Link from 'next/link';
import type { ReactNode } from 'react';
import { FOOTER_PAGES } from './pages.ts';
import styles from './shell.module.css';

/** Where the numbers come from, and the pages that the header has no room for. */
export function SiteFooter({ apiUrl }: { readonly apiUrl: string }): ReactNode {
  return (
    <footer className={styles.footer}>
      <p>Every number of a model is an answer of the GraphQL API.</p>
      <nav aria-label="More pages">
        <ul className={styles.footerLinks}>
          {FOOTER_PAGES.map(({ href, label }) => (
            <li key={href}>
              <Link href={href}>{label}</Link>
            </li>
          ))}
          <li>
            <a href={apiUrl}>GraphQL API (GraphiQL)</a>
          </li>
        </ul>
      </nav>
    </footer>
  );
}
