'use client';

import Link from 'next/link';
import { usePathname, useSearchParams } from 'next/navigation';
import { type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { SIGNING_IN } from '../session/session.ts';
import styles from './shell.module.css';
import { THEME_COOKIE, type Theme } from './theme.ts';

const ORDER: readonly Theme[] = ['system', 'light', 'dark'];
const NAMES: Readonly<Record<Theme, string>> = { system: 'System', light: 'Light', dark: 'Dark' };
const YEAR_SECONDS = 31_536_000;

/** Switches between system, light and dark. The choice is stored in a cookie that the server reads. */
export function ThemeToggle({ initial }: { readonly initial: Theme }): ReactNode {
  const [theme, setTheme] = useState(initial);
  const choose = () => {
    const next = ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length] ?? 'system';
    setTheme(next);
    if (next === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API does not exist on plain-http hosts
    document.cookie = `${THEME_COOKIE}=${next}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
  };
  return (
    <button type="button" className={styles.theme} onClick={choose} title="Switch between system, light and dark">
      <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
        <path d="M8 1.5a6.5 6.5 0 0 1 0 13Z" fill="currentColor" />
      </svg>
      <span className="visually-hidden">Theme: </span>
      {NAMES[theme]}
    </button>
  );
}

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

/** A link of the header that marks the current page. */
export function NavLink({ href, children }: { readonly href: string; readonly children: ReactNode }): ReactNode {
  const path = usePathname();
  const isShown = path === href || (href !== '/' && path.startsWith(`${href}/`));
  const link = useRef<HTMLAnchorElement>(null);
  // On a phone, the row of links is wider than the window. scrollIntoView would also change where Tab starts.
  useEffect(() => {
    const row = link.current?.closest('nav');
    if (isShown && link.current && row && row.scrollWidth > row.clientWidth)
      row.scrollLeft = link.current.offsetLeft - row.offsetLeft - (row.clientWidth - link.current.offsetWidth) / 2;
  }, [isShown]);
  return (
    <Link ref={link} href={href} className={styles.navLink} aria-current={isShown ? 'page' : undefined}>
      {children}
    </Link>
  );
}
