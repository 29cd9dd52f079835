import Link from 'next/link';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { FamilyModelsDocument, FamilyPageDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { fetchNodes } from '../api/fetch-nodes.ts';
import { toQuerySource } from '../query/query-source.ts';
import panel from '../ui/panel.module.css';
import { FamilyModels } from './family-models.tsx';

/** One family: what it is, and its models. */
export async function FamilyPage({ slug }: { readonly slug: string }): Promise<ReactNode> {
  const variables = { family: slug };
  const [{ families }, models] = await Promise.all([
    fetchApi(FamilyPageDocument, { slugs: [slug] }),
    fetchNodes({ document: FamilyModelsDocument, variables, pick: (result) => result.models }),
  ]);
  const family = families.nodes[0];
  if (!family) notFound();
  return (
    <div className={panel.page}>
      <div>
        <h1>{family.name}</h1>
        <p className={panel.lead}>
          {family.description ?? 'Models of one architecture and training recipe.'}{' '}
          <Link href={`/compare?families=${encodeURIComponent(slug)}` as '/compare'}>Compare its layers with those of others</Link>, or see{' '}
          <Link href={`/?family=${encodeURIComponent(slug)}` as '/'}>its models on the leaderboard</Link>.
        </p>
      </div>
      <FamilyModels family={family.name} models={models} query={toQuerySource(FamilyModelsDocument, variables)} />
    </div>
  );
}
