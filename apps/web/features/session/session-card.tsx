'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { Badge } from '../ui/badge.tsx';
import control from '../ui/control.module.css';
import panel from '../ui/panel.module.css';
import styles from './session.module.css';
import type { Member } from './session.ts';

/** The signed-in user, their permissions, and the button to sign out. */
export function SessionCard({ member, next }: { readonly member: Member; readonly next: string }): ReactNode {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const signOut = async () => {
    setBusy(true);
    await fetch('/api/session', { method: 'DELETE' }).catch(() => null);
    setBusy(false);
    router.refresh();
  };
  return (
    <section className={`${panel.panel} ${styles.card}`} aria-label="Session">
      <p className={styles.who}>
        <span>
          Signed in as <strong>{member.name}</strong> {member.kind === 'oidc' ? 'by your organisation' : 'with a token'}
        </span>
        <Badge tone={member.mayScore ? 'good' : 'warn'}>{member.mayScore ? 'may submit and cancel' : 'may not submit'}</Badge>
      </p>
      {!member.mayScore && <p className={styles.help}>This token lacks the scope SCORE; ask for one that has it.</p>}
      <div className={control.bar}>
        {next !== '/' && (
          <Link className={control.primary} href={next as '/'}>
            Continue
          </Link>
        )}
        <button type="button" className={control.button} onClick={signOut} disabled={busy}>
          Sign out
        </button>
      </div>
    </section>
  );
}
