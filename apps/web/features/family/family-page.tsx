import { toEnumName } from '@lamina/metrics';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import {
  CompareModelsDocument,
  CompareRetentionDocument,
  FamilyModelsDocument,
  FamilyPageDocument,
  FamilyRetentionsDocument,
} from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { fetchNodes } from '../api/fetch-nodes.ts';
import { buildRetention } from '../compare/build-retention.ts';
import { listSlugs } from '../compare/compare-entry.ts';
import type { CompareParams } from '../compare/compare-params.ts';
import { InfluenceSection, RetentionComparison } from '../compare/comparison-view.tsx';
import { listRecorded } from '../compare/list-recorded.ts';
import { type ComparisonData, loadComparison } from '../compare/load-comparison.ts';
import { toBoardVariables } from '../leaderboard/to-board-variables.ts';
import { isAboveChance, keepChance } from '../pruning/chance-params.ts';
import { toQuerySource } from '../query/query-source.ts';
import { RecordedNote } from '../recording/recorded-note.tsx';
import { Notice } from '../ui/notice.tsx';
import panel from '../ui/panel.module.css';
import { FamilyModels } from './family-models.tsx';
import { joinRetention } from './join-retention.ts';

export interface FamilyPageProps {
  readonly slug: string;
  /** The settings of a comparison; which models it holds is given by the family. */
  readonly params: CompareParams;
}

/** One family: what it is, its models, where they are redundant, and what removing blocks costs them. */
export async function FamilyPage({ slug, params }: FamilyPageProps): Promise<ReactNode> {
  const variables = { family: slug };
  const board = { families: [slug], ...toBoardVariables(params) };
  const [{ families }, models, rows, comparison] = await Promise.all([
    fetchApi(FamilyPageDocument, { slugs: [slug] }),
    fetchNodes({ document: FamilyModelsDocument, variables, pick: (result) => result.models }),
    fetchNodes({ document: FamilyRetentionsDocument, variables: board, pick: (result) => result.leaderboard }),
    loadComparison({ ...params, models: [], families: [slug] }),
  ]);
  const family = families.nodes[0];
  if (!family) notFound();
  const aboveChance = isAboveChance(params.chance);
  return (
    <div className={panel.page}>
      <div>
        <h1>{family.name}</h1>
        <p className={panel.lead}>
          {family.description ?? 'Models of one architecture and training recipe.'}{' '}
          <Link href={keepChance(`/compare?families=${encodeURIComponent(slug)}`, aboveChance) as '/compare'}>
            Compare its layers with those of others
          </Link>
          , or see <Link href={keepChance(`/?family=${encodeURIComponent(slug)}`, aboveChance) as '/'}>its models on the leaderboard</Link>.
        </p>
      </div>
      <RecordedNote rows={[...rows, ...listRecorded(comparison)]} />
      <FamilyModels
        family={family.name}
        members={joinRetention(models, rows)}
        aboveChance={aboveChance}
        query={toQuerySource(FamilyRetentionsDocument, board)}
      />
      {models.length > 0 && <FamilyComparison comparison={comparison} params={params} />}
    </div>
  );
}

/** The family as one entry of a comparison: the same numbers as on the page Compare. */
function FamilyComparison({ comparison, params }: { readonly comparison: ComparisonData; readonly params: CompareParams }): ReactNode {
  const { entries, metrics, metric, result, problem, retention, chances } = comparison;
  const slugs = listSlugs(entries);
  return (
    <>
      {problem && (
        <Notice title="The profiles of these models cannot be drawn together">
          <p>Not comparable because {problem.message}</p>
        </Notice>
      )}
      {result && (
        <InfluenceSection
          title="Where is the family redundant?"
          entries={entries}
          result={result}
          metrics={metrics}
          query={toQuerySource(CompareModelsDocument, { slugs, metric: toEnumName(metric), lowestCount: params.lowest })}
        />
      )}
      {entries.map(({ members, leftOut }) =>
        leftOut > 0 ? (
          <p key="left out" className={panel.lead}>
            The profile and the average represent {members.length} of {members.length + leftOut} models: the newest that were scored in one
            lane, ten at most.
          </p>
        ) : null,
      )}
      {retention && (
        <RetentionComparison
          entries={entries}
          retention={retention}
          rows={buildRetention({ entries, retention, differences: [], chances })}
          baseline={null}
          query={toQuerySource(CompareRetentionDocument, { slugs, ...toBoardVariables(params) })}
          differencesQuery={null}
        />
      )}
    </>
  );
}
