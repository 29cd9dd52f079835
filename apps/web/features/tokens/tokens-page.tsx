import Link from 'next/link';
import type { ReactNode } from 'react';
import { ApiTokensDocument } from '../../generated/graphql.ts';
import { fetchNodes } from '../api/fetch-nodes.ts';
import { findSession } from '../session/session-cookie.ts';
import { Notice } from '../ui/notice.tsx';
import panel from '../ui/panel.module.css';
import { Section } from '../ui/section.tsx';
import { CreateToken } from './create-token.tsx';
import { TokensTable } from './tokens-table.tsx';

/** The API's tokens, for administrators: make one, see when it was last used, revoke it. */
export async function TokensPage(): Promise<ReactNode> {
  const session = await findSession();
  const mayManage = session?.scopes.includes('ADMIN') === true;
  return (
    <div className={panel.page}>
      <div>
        <h1>API tokens</h1>
        <p className={panel.lead}>
          A token lets a program or a person write: submit studies, import results, administer. Reading needs none. Only a digest of each
          token is stored.
        </p>
      </div>
      {mayManage ? (
        <>
          <Section id="new-token" title="New token">
            <CreateToken />
          </Section>
          <Section id="all-tokens" title="All tokens">
            <TokensTable
              tokens={await fetchNodes({ document: ApiTokensDocument, variables: {}, pick: ({ apiTokens }) => apiTokens })}
              now={new Date().toISOString()}
            />
          </Section>
        </>
      ) : (
        <Notice title="For administrators">
          <p>
            {session ? `${session.name} lacks the scope ADMIN. ` : ''}
            <Link href="/sign-in?next=/tokens">Sign in</Link> with a token that has the scope ADMIN. <code>npm start</code> prints one.
          </p>
        </Notice>
      )}
    </div>
  );
}
