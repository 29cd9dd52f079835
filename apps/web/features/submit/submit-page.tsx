import type { ReactNode } from 'react';
import { getWebEnvironment } from '../../env.ts';
import { toMember } from '../session/session.ts';
import { findSession } from '../session/session-cookie.ts';
import panel from '../ui/panel.module.css';
import { loadSubmitOptions } from './load-submit.ts';
import { SubmitForm } from './submit-form.tsx';
import type { SubmitParams } from './submit-params.ts';

/** The form for a study, with an estimate of its cost. */
export async function SubmitPage({ params }: { readonly params: SubmitParams }): Promise<ReactNode> {
  const session = await findSession();
  const member = session && toMember(session);
  const options = await loadSubmitOptions(params, member?.mayScore === true);
  return (
    <div className={panel.page}>
      <div>
        <h1>Submit a study</h1>
        <p className={panel.lead}>
          A study scores a model block by block, prunes it by several strategies, and measures every pruning against the whole model on the
          same questions. A model that is not listed yet can be <a href="#register">registered</a> first.
        </p>
      </div>
      <SubmitForm options={options} member={member} hasProvider={getWebEnvironment().oidc !== null} />
    </div>
  );
}
