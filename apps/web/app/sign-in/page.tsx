import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { SignInPage } from '../../features/session/sign-in-page.tsx';
import { loadSignInParams } from '../../features/session/sign-in-params.ts';

export const metadata: Metadata = { title: 'Sign in' };

export default async function Page({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  return <SignInPage params={await loadSignInParams(searchParams)} />;
}
