import type { ReactNode } from 'react';
import styles from './notice.module.css';

export interface NoticeProps {
  readonly title: string;
  readonly tone?: 'plain' | 'bad';
  /** 1 if the notice is the only content of the page. */
  readonly heading?: 1 | 2;
  readonly children?: ReactNode;
}

/** Says that a page or section has nothing to show, and why. */
export function Notice({ title, tone = 'plain', heading = 2, children }: NoticeProps): ReactNode {
  const Heading = heading === 1 ? 'h1' : 'h2';
  return (
    <section className={tone === 'bad' ? `${styles.notice} ${styles.bad}` : styles.notice} role={tone === 'bad' ? 'alert' : undefined}>
      <Heading className={styles.title}>{title}</Heading>
      <div className={styles.text}>{children}</div>
    </section>
  );
}
