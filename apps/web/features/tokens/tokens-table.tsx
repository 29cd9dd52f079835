'use client';

import { useRouter } from 'next/navigation';
import { type ReactNode, useMemo, useState } from 'react';
import { type ApiTokenRowFragment, ApiTokensDocument, RevokeApiTokenDocument } from '../../generated/graphql.ts';
import { sendApi } from '../api/send-api.ts';
import { toQuerySource } from '../query/query-source.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { Badge, type BadgeTone } from '../ui/badge.tsx';
import control from '../ui/control.module.css';
import { countOf } from '../ui/format.ts';
import problemStyles from '../ui/problem.module.css';
import { Time } from '../ui/time.tsx';
import { useAction } from '../ui/use-action.ts';

export interface TokensTableProps {
  readonly tokens: readonly ApiTokenRowFragment[];
  /** When the page was made, ISO 8601: tokens that expired before it are not valid. */
  readonly now: string;
}

type State = 'valid' | 'expired' | 'revoked';

const TONES: Readonly<Record<State, BadgeTone>> = { valid: 'good', expired: 'warn', revoked: 'plain' };
const QUERY = toQuerySource(ApiTokensDocument, {});
const getRowId = ({ id }: ApiTokenRowFragment) => id;

/** Every token with its scopes and its last use; valid ones can be revoked. */
export function TokensTable({ tokens, now }: TokensTableProps): ReactNode {
  const columns = useMemo(() => listColumns(now), [now]);
  return (
    <DataTable
      title="API tokens"
      name="token"
      rows={tokens}
      columns={columns}
      getRowId={getRowId}
      rowHeader="name"
      query={QUERY}
      status={countOf(tokens.length, 'token')}
      empty={<p>No token was made yet.</p>}
    />
  );
}

function listColumns(now: string): readonly Column<ApiTokenRowFragment>[] {
  const findState = ({ revokedAt, expiresAt }: ApiTokenRowFragment): State =>
    revokedAt ? 'revoked' : expiresAt && expiresAt < now ? 'expired' : 'valid';
  return [
    { id: 'name', title: 'Purpose', width: 220, value: ({ name }) => name },
    { id: 'prefix', title: 'Begins with', width: 120, value: ({ prefix }) => prefix, render: ({ prefix }) => <code>{prefix}</code> },
    { id: 'scopes', title: 'Scopes', width: 160, value: ({ scopes }) => scopes.join(', ') },
    {
      id: 'state',
      title: 'State',
      width: 110,
      value: findState,
      render: (token) => <Badge tone={TONES[findState(token)]}>{findState(token)}</Badge>,
    },
    toTimeColumn('last-used', 'Last used', ({ lastUsedAt }) => lastUsedAt, 'never'),
    toTimeColumn('created', 'Made', ({ createdAt }) => createdAt, ''),
    toTimeColumn('expires', 'Expires', ({ expiresAt }) => expiresAt, 'never'),
    {
      id: 'revoke',
      title: 'Revoke',
      width: 150,
      value: () => null,
      render: (token) => (findState(token) === 'valid' ? <RevokeToken id={token.id} name={token.name} /> : null),
    },
  ];
}

function toTimeColumn(
  id: string,
  title: string,
  pick: (token: ApiTokenRowFragment) => string | null | undefined,
  absent: string,
): Column<ApiTokenRowFragment> {
  return {
    id,
    title,
    width: 190,
    value: (token) => pick(token) ?? null,
    render: (token) => {
      const at = pick(token);
      return at ? <Time at={at} /> : absent;
    },
  };
}

/** Revokes a token after a second click, because nothing makes a revoked token valid again. */
function RevokeToken({ id, name }: { readonly id: string; readonly name: string }): ReactNode {
  const router = useRouter();
  const [asked, setAsked] = useState(false);
  const { problem, run } = useAction();
  const revoke = () =>
    run(async () => {
      await sendApi(RevokeApiTokenDocument, { id });
      router.refresh();
    });
  return (
    <>
      <button
        type="button"
        className={control.button}
        aria-label={asked ? `Really revoke ${name}` : `Revoke ${name}`}
        onClick={asked ? revoke : () => setAsked(true)}
        onBlur={() => setAsked(false)}
      >
        {asked ? 'Really revoke' : 'Revoke'}
      </button>
      {problem && (
        <span role="alert" className={problemStyles.problem}>
          {problem}
        </span>
      )}
    </>
  );
}
