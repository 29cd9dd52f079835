import Link from 'next/link';
import type { ReactNode } from 'react';
import type { DocGroup } from './doc-groups.ts';
import styles from './docs.module.css';
import type { Heading } from './list-headings.ts';

export interface DocsLayoutProps {
  readonly groups: readonly DocGroup[];
  readonly path: string | null;
  readonly headings: readonly Heading[];
  readonly children: ReactNode;
}

/** The list of pages on the left, the page, and its contents on the right. On narrow screens the list collapses above the page. */
export function DocsLayout({ groups, path, headings, children }: DocsLayoutProps): ReactNode {
  const nav = (
    <nav aria-label="Documentation">
      {groups.map((group) => (
        <div key={group.title} className={styles.group}>
          <p className={styles.groupTitle}>{group.title}</p>
          <ul>
            {group.pages.map((page) => (
              <li key={page.path}>
                <Link
                  className={styles.pageLink}
                  href={`/docs/${page.path}` as '/docs'}
                  aria-current={page.path === path ? 'page' : undefined}
                >
                  {page.title}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
  return (
    <div className={styles.layout}>
      <details className={styles.fold}>
        <summary>All pages</summary>
        {nav}
      </details>
      <div className={styles.side}>{nav}</div>
      <article className={styles.page}>{children}</article>
      {headings.length > 1 && (
        <nav className={styles.toc} aria-label="On this page">
          <p className={styles.groupTitle}>On this page</p>
          <ul>
            {headings.map((heading) => (
              <li key={heading.id}>
                <a className={styles.pageLink} href={`#${heading.id}`}>
                  {heading.title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </div>
  );
}
