'use client';

import Link from 'next/link';
import { usePathname, useSearchParams } from 'next/navigation';
import type { ReactNode } from 'react';
import menu from '../ui/menu.module.css';

/** How to come back to this page with a token; the children say what stays meanwhile. */
export function SignInHint({ children }: { readonly children: ReactNode }): ReactNode {
  const [path, search] = [usePathname(), useSearchParams()];
  const here = search.size > 0 ? `${path}?${search}` : path;
  return (
    <p>
      Saving needs an API token.{' '}
      <Link className={menu.link} href={`/sign-in?next=${encodeURIComponent(here)}`}>
        Sign in with yours
      </Link>{' '}
      and come back here; {children}.
    </p>
  );
}
