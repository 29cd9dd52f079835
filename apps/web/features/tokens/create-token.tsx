'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type ApiTokenScope, CreateApiTokenDocument } from '../../generated/graphql.ts';
import { sendApi } from '../api/send-api.ts';
import control from '../ui/control.module.css';
import { CopyItem } from '../ui/copy-item.tsx';
import problemStyles from '../ui/problem.module.css';
import { readText } from '../ui/read-text.ts';
import { useAction } from '../ui/use-action.ts';
import styles from './tokens.module.css';

const SCOPES: readonly { readonly scope: ApiTokenScope; readonly meaning: string }[] = [
  { scope: 'SCORE', meaning: 'register models, submit studies, cancel jobs' },
  { scope: 'IMPORT', meaning: 'import results that were measured elsewhere' },
  { scope: 'DELEGATE', meaning: 'act for people that a page server signed in' },
  { scope: 'ADMIN', meaning: 'everything, including tokens' },
];

const LIFETIMES = [
  { days: '30', label: '30 days' },
  { days: '90', label: '90 days' },
  { days: '365', label: 'one year' },
  { days: '', label: 'until it is revoked' },
] as const;

const DAY_MS = 86_400_000;

/** A token that was just made. The API shows its secret only once. */
interface Made {
  readonly name: string;
  readonly secret: string;
}

/** A form that makes a token and shows its secret once. */
export function CreateToken(): ReactNode {
  const router = useRouter();
  const { busy, problem, run } = useAction();
  const [made, setMade] = useState<Made | null>(null);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const input = readForm(new FormData(form));
    setMade(null);
    return run(async () => {
      const { createApiToken } = await sendApi(CreateApiTokenDocument, { input });
      setMade({ name: createApiToken.apiToken.name, secret: createApiToken.secret });
      form.reset();
      router.refresh();
    });
  };
  return (
    <>
      <form className={styles.form} onSubmit={submit}>
        <label className={control.field}>
          Purpose
          <input className={control.input} name="name" required maxLength={100} placeholder="nightly notebook" autoComplete="off" />
        </label>
        <label className={control.field}>
          Valid for
          <select className={control.select} name="days" defaultValue="90">
            {LIFETIMES.map(({ days, label }) => (
              <option key={label} value={days}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <fieldset className={control.fieldset}>
          <legend className={control.legend}>May</legend>
          {SCOPES.map(({ scope, meaning }) => (
            <label key={scope} className={styles.scope}>
              <input type="checkbox" name="scopes" value={scope} defaultChecked={scope === 'SCORE'} />
              <span>
                <code>{scope}</code> {meaning}
              </span>
            </label>
          ))}
        </fieldset>
        <button type="submit" className={control.primary} disabled={busy}>
          {busy ? 'Making …' : 'Make token'}
        </button>
      </form>
      <p role="alert" className={problemStyles.problem}>
        {problem}
      </p>
      {made && <MadeToken {...made} />}
    </>
  );
}

function MadeToken({ name, secret }: Made): ReactNode {
  return (
    <div className={styles.made} role="status">
      <p>The token “{name}”. Copy it now: it cannot be shown again.</p>
      <code className={styles.secret}>{secret}</code>
      <CopyItem label="Copy token" icon="copy" getText={() => secret} />
    </div>
  );
}

function readForm(data: FormData) {
  const days = readText(data, 'days');
  return {
    name: readText(data, 'name'),
    scopes: SCOPES.map(({ scope }) => scope).filter((scope) => data.getAll('scopes').includes(scope)),
    expiresAt: days === '' ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString(),
  };
}
