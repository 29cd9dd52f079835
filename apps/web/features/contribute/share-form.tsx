'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type FormEvent, type ReactNode, useId } from 'react';
import { ImportSharedFileDocument } from '../../generated/graphql.ts';
import { sendApi } from '../api/send-api.ts';
import control from '../ui/control.module.css';
import panel from '../ui/panel.module.css';
import problemStyles from '../ui/problem.module.css';
import { useAction } from '../ui/use-action.ts';

/** Takes a shared file. The API checks it, and says why it refuses one. */
export function ShareForm({ isSignedIn }: { readonly isSignedIn: boolean }): ReactNode {
  const router = useRouter();
  const id = useId();
  const { busy, problem, run } = useAction();
  if (!isSignedIn)
    return (
      <p>
        Importing needs an API token. <Link href="/sign-in?next=%2Fcontribute">Sign in with yours</Link>, and choose the file then.
      </p>
    );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const file = new FormData(event.currentTarget).get('file');
    if (!(file instanceof File)) return;
    void run(async () => {
      await sendApi(ImportSharedFileDocument, { content: await file.text() });
      router.refresh();
    });
  };
  return (
    <form onSubmit={submit} className={panel.stack}>
      <label className={control.field} htmlFor={id}>
        File
        <input id={id} className={control.input} name="file" type="file" accept="application/json,.json" required />
      </label>
      <div>
        <button type="submit" className={panel.action} disabled={busy}>
          {busy ? 'Checking …' : 'Import'}
        </button>
      </div>
      <p role="alert" className={problemStyles.problem}>
        {problem}
      </p>
    </form>
  );
}
