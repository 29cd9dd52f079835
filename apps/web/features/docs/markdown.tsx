import Link from 'next/link';
import type { ReactNode } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import rehypeSlug from 'rehype-slug';
import remarkGfm from 'remark-gfm';
import table from '../ui/table.module.css';
import styles from './docs.module.css';
import { toDocHref } from './to-doc-href.ts';

/** The parts of Markdown that scroll separately. */
const PROSE_PARTS: Components = {
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

/** Shows a Markdown file as a page: headings have anchors, tables scroll separately, and HTML is shown as text. */
export function Markdown({ text, path }: { readonly text: string; readonly path: string }): ReactNode {
  return (
    <div className={styles.prose}>
      <ReactMarkdown remarkPlugins={[remarkGfm]} rehypePlugins={[rehypeSlug]} components={createComponents(path)}>
        {text}
      </ReactMarkdown>
    </div>
  );
}

function createComponents(path: string): Components {
  return {
    a: ({ href = '', children }) => {
      const target = toDocHref(href, path);
      if (target === null) return <span>{children}</span>;
      return target.startsWith('/') ? <Link href={target as '/'}>{children}</Link> : <a href={target}>{children}</a>;
    },
    // Images in docs/ are only for readers of the repository.
    img: () => null,
    ...PROSE_PARTS,
  };
}
