import Link from 'next/link';
import type { ReactNode } from 'react';
import { findSession } from '../session/find-session.ts';
import panel from '../ui/panel.module.css';
import styles from './explorer.module.css';
import { Explorer } from './explorer.tsx';
import type { ExplorerParams } from './explorer-params.ts';

export interface ExplorerPageProps {
  readonly params: ExplorerParams;
  readonly apiUrl: string;
}

/** The API in the browser. The query behind every table and chart of this site can be opened here. */
export async function ExplorerPage({ params, apiUrl }: ExplorerPageProps): Promise<ReactNode> {
  const session = await findSession();
  return (
    <div className={panel.page}>
      <div>
        <h1>API explorer</h1>
        <p className={panel.lead}>
          All of Lamina is one GraphQL API, <code>POST {apiUrl}</code>. Ctrl+Enter runs the operation. The address of this page contains it.{' '}
          {session ? (
            <>
              Operations run as <strong>{session.name}</strong>.
            </>
          ) : (
            <>
              Reading is free; <Link href="/sign-in?next=/api-explorer">sign in</Link> to run mutations.
            </>
          )}
        </p>
      </div>
      <Explorer />
      <noscript>
        <p>The editor needs scripts. The operation of this address:</p>
        <pre className={styles.code}>{params.query}</pre>
      </noscript>
    </div>
  );
}
