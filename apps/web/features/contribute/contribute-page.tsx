import Link from 'next/link';
import type { ReactNode } from 'react';
import { ContributionsDocument, type ContributionsQuery } from '../../generated/graphql.ts';
import { Command, CommandPlace } from '../answer/command.tsx';
import { fetchApi } from '../api/fetch-api.ts';
import release from '../release/release.module.css';
import { findSession } from '../session/session-cookie.ts';
import { countOf } from '../ui/format.ts';
import panel from '../ui/panel.module.css';
import { Section } from '../ui/section.tsx';
import { Time } from '../ui/time.tsx';
import { ShareForm } from './share-form.tsx';

const SHARE = 'npx lamina-llm answer org/name --share name.json --by "Your team"';
const IMPORT = 'npx lamina-llm import name.json org/name';

type Contribution = ContributionsQuery['contributions'][number];

/** Measurements of teams on their own machines, and how to add to them. */
export async function ContributePage(): Promise<ReactNode> {
  const [{ contributions }, session] = await Promise.all([fetchApi(ContributionsDocument, {}), findSession()]);
  return (
    <div className={panel.page}>
      <div>
        <h1>Contribute</h1>
        <p className={panel.lead}>
          No machine holds all models. What your team measures of a model on its own machine becomes a file without texts and weights, and
          appears in the picture of many models under your name.
        </p>
      </div>
      <Section id="share" title="Share what you measured" intro="On any machine that holds the model:">
        <Command text={SHARE} />
        <CommandPlace />
      </Section>
      <Section
        id="import"
        title="Import a file"
        intro="Its form, the versions of its measures and its sums are checked. The command also measures a sample again where the model is at hand."
      >
        <Command text={IMPORT} />
        <ShareForm isSignedIn={session !== null} />
      </Section>
      <Section id="shared" title="Shared so far">
        {contributions.length === 0 ? (
          <p>Nobody has shared a file with this installation yet.</p>
        ) : (
          <ul className={release.releases}>
            {contributions.map((contribution) => (
              <SharedItem key={contribution.digest} contribution={contribution} />
            ))}
          </ul>
        )}
      </Section>
    </div>
  );
}

function SharedItem({ contribution }: { readonly contribution: Contribution }): ReactNode {
  const { digest, contributor, model, modelName, sentence, device, measuredAt, checks, verification } = contribution;
  return (
    <li className={panel.panel} data-contribution={digest}>
      <h3>
        <Link href={`/published/${encodeURIComponent(model)}`}>
          {modelName}, measured by {contributor}
        </Link>
      </h3>
      <p>{sentence}</p>
      <p className={release.quiet}>
        <Time at={measuredAt} />, {device}. Checked: {checks.map(({ detail }) => detail).join('; ')}.{' '}
        {verification === null
          ? 'Nobody has measured a sample again.'
          : `Verified by ${verification.reportedBy} on ${verification.device}: ${countOf(verification.documents, 'document')} measured again, ${describeDifference(verification.difference)}.`}
      </p>
    </li>
  );
}

function describeDifference(difference: number): string {
  return difference === 0 ? 'with exactly these scores' : `differing by at most ${difference.toExponential(0)}`;
}
