import type { ReactNode } from 'react';
import { MeasuredPublishedDocument, type ProfileFactsFragment, type PublishedFactsFragment } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import panel from '../ui/panel.module.css';
import { Section } from '../ui/section.tsx';
import { chooseProfiles } from './choose-profiles.ts';
import { CreditLine } from './credit-line.tsx';
import { ProfileChart } from './profile-chart.tsx';
import { RemovalSets } from './removal-sets.tsx';

/** Values that others published of a measured model; nothing where there are none. */
export async function OthersMeasuredOf({ slug }: { readonly slug: string }): Promise<ReactNode> {
  const { model } = await fetchApi(MeasuredPublishedDocument, { slug });
  return model?.published ? <OthersMeasured model={model.published} /> : null;
}

/** Published profiles by depth, one chart per operation, then the sets of removed parts. */
export function OthersMeasured({ model }: { readonly model: PublishedFactsFragment }): ReactNode {
  const { profiles, removals, name } = model;
  const ofBlocks = profiles.filter(({ unit }) => unit === 'block');
  const first = chooseProfiles(ofBlocks);
  const further = ofBlocks.filter((profile) => !first.includes(profile));
  const parts = ['attention', 'mlp'].flatMap((unit) => chooseProfiles(profiles.filter((profile) => profile.unit === unit)));
  return (
    <Section
      id="others"
      title="What others measured"
      intro="Published by other people, not measured here. Operations rank blocks differently: compare them, never average them. A low value means that the part matters little; of a plain cosine, a high value does."
    >
      {profiles.length === 0 && <p className={panel.lead}>No values of single layers are published of this model.</p>}
      <Charts profiles={first} name={name} />
      <Charts profiles={parts} name={name} />
      {further.length > 0 && (
        <details>
          <summary>Other types and metrics ({further.length})</summary>
          <Charts profiles={further} name={name} />
        </details>
      )}
      <CreditLine sources={profiles.map(({ source }) => source)} />
      {removals.length > 0 && <RemovalSets removals={removals} />}
    </Section>
  );
}

function Charts({ profiles, name }: { readonly profiles: readonly ProfileFactsFragment[]; readonly name: string }): ReactNode {
  return (
    <div className={panel.pair}>
      {profiles.map((profile) => (
        <ProfileChart key={`${profile.source.slug}/${profile.unit}/${profile.label}`} profile={profile} model={name} />
      ))}
    </div>
  );
}
