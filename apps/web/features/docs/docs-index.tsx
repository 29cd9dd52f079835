import Link from 'next/link';
import type { ReactNode } from 'react';
import panel from '../ui/panel.module.css';
import { groupDocPages } from './doc-groups.ts';
import styles from './docs.module.css';
import { listDocPages } from './list-doc-pages.ts';

/** Overview of the documentation. */
export async function DocsIndex(): Promise<ReactNode> {
  const groups = groupDocPages(await listDocPages());
  return (
    <div className={panel.page}>
      <div>
        <h1>Documentation</h1>
        <p className={panel.lead}>What every number means, how it was measured, how to cite it, and how to run Lamina yourself.</p>
      </div>
      {groups.map((group) => (
        <section key={group.title} className={styles.page} aria-label={group.title}>
          <h2>{group.title}</h2>
          <ul className={styles.cards}>
            {group.pages.map((page) => (
              <li key={page.path}>
                <Link className={styles.card} href={`/docs/${page.path}` as '/docs'}>
                  <span className={styles.cardTitle}>{page.title}</span>
                  <span className={styles.cardText}>{page.summary}</span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
