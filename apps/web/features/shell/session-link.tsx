'use client';

import Link from 'next/link';
import { usePathname, useSearchParams } from 'next/navigation';
import { type ReactNode, Suspense } from 'react';
import { SIGNING_IN } from '../session/session.ts';
import styles from './shell.module.css';

/** A link to sign in and return to this page, or the signed-in user. */
export function SessionLink({ member }: { readonly member: string | null }): ReactNode {
  return (
    <Suspense>
      <LinkBack member={member} />
    </Suspense>
  );
}

function LinkBack({ member }: { readonly member: string | null }): ReactNode {
  const path = usePathname();
  const search = useSearchParams();
  const here = search.size > 0 ? `${path}?${search}` : path;
  const next = path === '/sign-in' ? '' : `?next=${encodeURIComponent(here)}`;
  return (
    <Link className={styles.session} href={`/sign-in${next}`} title={member ? `Signed in as ${member}` : SIGNING_IN}>
      {member ?? 'Sign in'}
    </Link>
  );
}
