'use client';

import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { RevokeApiTokenDocument } from '../../generated/graphql.ts';
import { ApiError } from '../api/api-error.ts';
import { sendApi } from '../api/send-api.ts';
import control from '../ui/control.module.css';
import problemStyles from '../ui/problem.module.css';

/** Revokes a token after a second click, because nothing makes a revoked token valid again. */
export function RevokeToken({ id, name }: { readonly id: string; readonly name: string }): ReactNode {
  const router = useRouter();
  const [asked, setAsked] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const revoke = async () => {
    try {
      await sendApi(RevokeApiTokenDocument, { id });
      router.refresh();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setProblem(error.message);
    }
  };
  return (
    <>
      <button
        type="button"
        className={control.button}
        aria-label={asked ? `Really revoke ${name}` : `Revoke ${name}`}
        onClick={asked ? revoke : () => setAsked(true)}
        onBlur={() => setAsked(false)}
      >
        {asked ? 'Really revoke' : 'Revoke'}
      </button>
      {problem && (
        <span role="alert" className={problemStyles.problem}>
          {problem}
        </span>
      )}
    </>
  );
}
