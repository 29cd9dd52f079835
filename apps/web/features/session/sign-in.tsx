'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import control from '../ui/control.module.css';
import panel from '../ui/panel.module.css';
import problemStyles from '../ui/problem.module.css';
import styles from './session.module.css';

export interface SignInProps {
  /** A path of this site to continue to. */
  readonly next: string;
  /** True if sign-in by OpenID Connect is configured. */
  readonly hasProvider: boolean;
  readonly problem?: string | null;
}

/** Sign-in with a token, or through the organisation's provider. The token goes to the page's server; no script stores it. */
export function SignIn({ next, hasProvider, problem = null }: SignInProps): ReactNode {
  const router = useRouter();
  const [state, setState] = useState<{ readonly busy: boolean; readonly problem: string | null }>({ busy: false, problem });
  const field = useId();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const token = new FormData(event.currentTarget).get('token');
    setState({ busy: true, problem: null });
    const refusal = await postToken(String(token).trim());
    setState({ busy: false, problem: refusal });
    if (refusal !== null) return;
    router.replace(next as '/');
    router.refresh();
  };
  return (
    <section className={`${panel.panel} ${styles.card}`} aria-label="Sign in">
      {hasProvider && (
        <>
          {/* Not a client-side link: it leaves this site. */}
          <a className={control.primary} href={`/api/session/oidc?next=${encodeURIComponent(next)}`}>
            Sign in with your organisation
          </a>
          <p className={styles.or}>or with a token</p>
        </>
      )}
      <form className={styles.form} onSubmit={submit} method="post">
        <label className={control.field} htmlFor={field}>
          API token
          <input
            id={field}
            className={control.input}
            name="token"
            type="password"
            placeholder="lam_…"
            autoComplete="off"
            spellCheck={false}
            required
            aria-describedby={`${field}-help ${field}-problem`}
            aria-invalid={state.problem !== null}
          />
        </label>
        <button type="submit" className={hasProvider ? control.button : control.primary} disabled={state.busy}>
          {state.busy ? 'Checking …' : 'Sign in'}
        </button>
      </form>
      <p id={`${field}-problem`} className={problemStyles.problem} role="alert">
        {state.problem}
      </p>
      <p id={`${field}-help`} className={styles.help}>
        The administrator of this Lamina makes tokens. On your own machine, <code>npm start</code> prints where the first one is. This page
        keeps the token for 30 days in a sealed cookie that no script can read.
      </p>
    </section>
  );
}

/** Signs in. Returns the problem with the token, or null. */
async function postToken(token: string): Promise<string | null> {
  const response = await fetch('/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  }).catch(() => null);
  if (response === null) return 'No answer from the server. Check the connection and try again.';
  if (response.ok) return null;
  const { errors } = (await response.json().catch(() => ({}))) as { errors?: readonly { readonly message: string }[] };
  return errors?.[0]?.message ?? `The server answered ${response.status}.`;
}
