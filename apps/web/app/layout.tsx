import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';
import { ApiUrlProvider } from '../features/api/api-url.tsx';
import { getPublicApiUrl } from '../features/api/get-public-api-url.ts';
import { LiveApiProvider } from '../features/api/live-api.tsx';
import { findSession } from '../features/session/session-cookie.ts';
import { PageBody } from '../features/shell/page-body.tsx';
import { PageMain } from '../features/shell/page-main.tsx';
import styles from '../features/shell/shell.module.css';
import { SiteHeader } from '../features/shell/site-header.tsx';
import { parseTheme, THEME_COOKIE } from '../features/shell/theme.ts';
import '../styles/tokens.css';
import '../styles/base.css';
import Link from 'next/link';
import { FOOTER_PAGES } from '../features/shell/pages.ts';

// Every page reads the session's cookie. Without this line, the build renders each of them to find that out.
export const dynamic = 'force-dynamic';

export const metadata: Metadata = {
  title: { default: 'Lamina: which layers of a language model are redundant?', template: '%s · Lamina' },
  description: 'Block influence of every layer of real language models, and what removing layers costs on benchmarks.',
};

export const viewport: Viewport = { colorScheme: 'light dark', width: 'device-width', initialScale: 1 };

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  // The server writes the chosen theme into the HTML, so the page does not flash and needs no script for it.
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value);
  const publicApiUrl = getPublicApiUrl(await headers());
  const session = await findSession();
  return (
    <html lang="en" data-theme={theme === 'system' ? undefined : theme}>
      <PageBody>
        <a className={styles.skip} href="#content">
          Skip to content
        </a>
        <SiteHeader theme={theme} member={session?.name ?? null} />
        <PageMain>
          <NuqsAdapter>
            <ApiUrlProvider url={publicApiUrl}>
              <LiveApiProvider url={publicApiUrl}>{children}</LiveApiProvider>
            </ApiUrlProvider>
          </NuqsAdapter>
        </PageMain>
        <SiteFooter apiUrl={publicApiUrl} />
      </PageBody>
    </html>
  );
}

/** Where the numbers come from, and the pages that the header has no room for. */
function SiteFooter({ apiUrl }: { readonly apiUrl: string }): ReactNode {
  return (
    <footer className={styles.footer}>
      <p>Every number of a model is an answer of the GraphQL API.</p>
      <nav aria-label="More pages">
        <ul className={styles.footerLinks}>
          {FOOTER_PAGES.map(({ href, label }) => (
            <li key={href}>
              <Link href={href}>{label}</Link>
            </li>
          ))}
          <li>
            <a href={apiUrl}>GraphQL API (GraphiQL)</a>
          </li>
        </ul>
      </nav>
    </footer>
  );
}
