import type { ReactNode } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import docs from '../docs/docs.module.css';
import { PROSE_PARTS } from '../docs/prose-parts.tsx';

/** A text of a report. Anybody may have written it: HTML is shown as text, images are not loaded, and addresses that run scripts are removed. */
export function ReportMarkdown({ text }: { readonly text: string }): ReactNode {
  return (
    <div className={docs.prose}>
      <ReactMarkdown remarkPlugins={[remarkGfm]} components={PARTS}>
        {text}
      </ReactMarkdown>
    </div>
  );
}

/** The page has the title of the report as its only heading of level 1. */
const PARTS: Components = {
  ...PROSE_PARTS,
  h1: ({ children }) => <h2>{children}</h2>,
  h2: ({ children }) => <h3>{children}</h3>,
  h3: ({ children }) => <h4>{children}</h4>,
  h4: ({ children }) => <h5>{children}</h5>,
  a: ({ href, children }) => (
    <a href={href} rel="noopener noreferrer nofollow">
      {children}
    </a>
  ),
  img: ({ alt }) => <em>{alt}</em>,
};
