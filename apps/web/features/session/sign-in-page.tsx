import type { ReactNode } from 'react';
import { getWebEnvironment } from '../../env.ts';
import panel from '../ui/panel.module.css';
import { SIGNING_IN, toMember } from './session.ts';
import { SessionCard } from './session-card.tsx';
import { findSession } from './session-cookie.ts';
import { SignIn } from './sign-in.tsx';
import type { SignInParams } from './sign-in-params.ts';
import { toLocalPath } from './to-local-path.ts';

const PROBLEMS: Readonly<Record<NonNullable<SignInParams['problem']>, string>> = {
  expired: 'The sign-in took longer than ten minutes, or it was started in another browser. Start again.',
  refused: 'The provider did not confirm your identity. Start again, or ask the administrator of the provider.',
  'not-allowed':
    'The provider confirmed your identity, but you are not allowed to write here. Ask the administrator of this Lamina to add you.',
  api: 'You are signed in at the provider, but the API does not answer or refuses the token of this page, which needs the scope DELEGATE. Try again in a moment.',
};

/** Sign-in and sign-out on a separate page; links to it include the page to return to. */
export async function SignInPage({ params }: { readonly params: SignInParams }): Promise<ReactNode> {
  const session = await findSession();
  const next = toLocalPath(params.next);
  return (
    <div className={panel.page}>
      <div>
        <h1>{session ? 'You are signed in' : 'Sign in'}</h1>
        <p className={panel.lead}>{SIGNING_IN}</p>
      </div>
      {session ? (
        <SessionCard member={toMember(session)} next={next} />
      ) : (
        <SignIn next={next} hasProvider={getWebEnvironment().oidc !== null} problem={params.problem ? PROBLEMS[params.problem] : null} />
      )}
    </div>
  );
}
