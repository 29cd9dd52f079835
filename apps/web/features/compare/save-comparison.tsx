'use client';

import Link from 'next/link';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import type { FormEvent, ReactNode } from 'react';
import { SaveComparisonDocument, type SaveComparisonInput } from '../../generated/graphql.ts';
import { sendApi } from '../api/send-api.ts';
import control from '../ui/control.module.css';
import menu from '../ui/menu.module.css';
import panel from '../ui/panel.module.css';
import { Popover } from '../ui/popover.tsx';
import { readText } from '../ui/read-text.ts';
import { useAction } from '../ui/use-action.ts';
import styles from './compare.module.css';

export interface SaveComparisonProps {
  readonly view: Omit<SaveComparisonInput, 'title'>;
  /** True if the user is signed in. */
  readonly signedIn: boolean;
}

/** Saves the comparison under an address that always shows the same score runs, independent of later measurements. */
export function SaveComparison({ view, signedIn }: SaveComparisonProps): ReactNode {
  return (
    <Popover label="Save as a permalink" icon="link">
      <div className={styles.save}>
        <p>A saved comparison refers to its score runs. Later measurements do not change it.</p>
        {signedIn ? (
          <SaveForm view={view} />
        ) : (
          <SignInHint>the link in your browser’s address bar shows the same models meanwhile, with their newest scores</SignInHint>
        )}
      </div>
    </Popover>
  );
}

function SaveForm({ view }: { readonly view: SaveComparisonProps['view'] }): ReactNode {
  const router = useRouter();
  const { busy, problem, run } = useAction();
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const title = readText(new FormData(event.currentTarget), 'title');
    return run(async () => {
      const { saveComparison } = await sendApi(SaveComparisonDocument, { input: { ...view, title } });
      router.push(`/compare/${saveComparison.comparison.slug}`);
    });
  };
  return (
    <form onSubmit={save} className={control.bar}>
      <label className={control.field}>
        Title
        <input className={control.input} name="title" required maxLength={200} autoComplete="off" />
      </label>
      {problem && (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      )}
      <button type="submit" className={panel.action} disabled={busy}>
        {busy ? 'Saving …' : 'Save'}
      </button>
    </form>
  );
}

/** How to come back to this page with a token; the children say what stays meanwhile. */
function SignInHint({ children }: { readonly children: ReactNode }): ReactNode {
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
