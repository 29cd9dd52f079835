import { toEnumName } from '@lamina/metrics';
import { createSerializer } from 'nuqs/server';
import type { ReactNode } from 'react';
import {
  CompareModelsDocument,
  CompareRetentionDocument,
  CompareRetentionsDocument,
  type CompareRetentionsQueryVariables,
} from '../../generated/graphql.ts';
import { ApiError } from '../api/api-error.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { toBoardVariables } from '../leaderboard/to-board-variables.ts';
import { toQuerySource } from '../query/query-source.ts';
import { ModelsRecommendation } from '../recommendation/models-recommendation.tsx';
import type { RecommendationParams } from '../recommendation/recommendation-params.ts';
import { RecordedNote } from '../recording/recorded-note.tsx';
import { findSession } from '../session/find-session.ts';
import { Notice } from '../ui/notice.tsx';
import panel from '../ui/panel.module.css';
import { buildOverview } from './build-overview.ts';
import { buildRetention } from './build-retention.ts';
import styles from './compare.module.css';
import { type CompareEntry, listMembers, listSlugs } from './compare-entry.ts';
import { CompareHead } from './compare-head.tsx';
import { type CompareParams, compareParsers, MAX_ENTRIES, METRIC_LABELS } from './compare-params.ts';
import { RetentionComparison, ScoreComparison } from './comparison-view.tsx';
import { listRecorded } from './list-recorded.ts';
import { loadComparison } from './load-comparison.ts';
import { NotComparable } from './not-comparable.tsx';
import { OverviewSection } from './overview-section.tsx';
import { SaveComparison } from './save-comparison.tsx';

const serialize = createSerializer(compareParsers);

export interface ComparePageProps {
  readonly params: CompareParams;
  readonly allowed: RecommendationParams;
}

/** Comparison of up to six models or families. */
export async function ComparePage({ params, allowed }: ComparePageProps): Promise<ReactNode> {
  const [data, session] = await Promise.all([loadComparison(params), findSession()]);
  const { entries, unknown, metrics, metric, result, problem, retention, dense, chances } = data;
  const slugs = listSlugs(entries);
  const baseline = findBaseline(entries, params.baseline);
  const view = { slugs, metric: toEnumName(metric), lowestCount: params.lowest };
  const board = toBoardVariables(params);
  const retentionQuery = toQuerySource(CompareRetentionDocument, { slugs, ...board });
  const others = slugs.filter((slug) => slug !== baseline?.slug);
  const differencesAsked = baseline && others.length > 0 ? { ...board, baseline: baseline.slug, slugs: others } : null;
  const differences = retention && differencesAsked ? await loadDifferences(differencesAsked) : [];
  const rows = retention ? buildRetention({ entries, retention, differences, chances }) : [];
  return (
    <div className={panel.page}>
      <div className={styles.top}>
        <div>
          <h1>Compare models and families</h1>
          <p className={panel.lead}>
            Compare up to {MAX_ENTRIES} entries: how good they are whole, what the removal of the same share costs and how much speed it
            gains, which layers matter, and whether the models agree.
          </p>
        </div>
        {result && <SaveComparison view={view} signedIn={session !== null} />}
      </div>
      <CompareHead entries={entries} />
      <RecordedNote rows={listRecorded(data)} />
      {unknown.length > 0 && (
        <Notice tone="bad" title="Not registered here">
          <p>{unknown.join(', ')}</p>
        </Notice>
      )}
      {entries.some(({ leftOut }) => leftOut > 0) && (
        <p className={styles.caution}>
          {entries
            .filter(({ leftOut }) => leftOut > 0)
            .map(({ label, members, leftOut }) => `${label} stands for ${members.length} of its ${members.length + leftOut} models`)
            .join('; ')}
          : the newest that were scored in one lane, ten models at most in a comparison.
        </p>
      )}
      {slugs.length < 2 && (
        <Notice title={slugs.length === 0 ? 'Nothing is compared yet' : 'One model alone'}>
          <p>Add models or families above; two or more are set side by side. The address holds them: share it.</p>
        </Notice>
      )}
      {problem && (
        <NotComparable problem={problem} entries={entries} getAddressWithout={(entry) => serialize('/compare', leaveOut(params, entry))} />
      )}
      {retention && slugs.length > 1 && (
        <>
          <OverviewSection
            entries={entries}
            retention={retention}
            overview={buildOverview(entries, retention, dense)}
            baseline={baseline}
            query={retentionQuery}
          />
          <RetentionComparison
            entries={entries}
            retention={retention}
            rows={rows}
            baseline={baseline}
            query={retentionQuery}
            differencesQuery={differencesAsked && toQuerySource(CompareRetentionsDocument, differencesAsked)}
          />
        </>
      )}
      {result && metric !== params.metric && (
        <p className={styles.caution}>
          {METRIC_LABELS[params.metric]} is not measured for every model here. The chart shows {METRIC_LABELS[metric].toLowerCase()}.
        </p>
      )}
      {result && <ScoreComparison entries={entries} result={result} query={toQuerySource(CompareModelsDocument, view)} metrics={metrics} />}
      {slugs.length > 1 && (
        <ModelsRecommendation
          models={listMembers(entries)}
          benchmarks={retention ? [...retention.benchmarks, ...retention.leftOutAboveChance].sort() : []}
          params={allowed}
        />
      )}
    </div>
  );
}

function findBaseline(entries: readonly CompareEntry[], wanted: string | null): CompareEntry | null {
  const models = entries.filter(({ kind }) => kind === 'model');
  return models.find(({ slug }) => slug === wanted) ?? models[0] ?? null;
}

/** A baseline without a pruning at these settings has no differences; the page reports elsewhere what is not measured. */
async function loadDifferences(variables: CompareRetentionsQueryVariables) {
  try {
    const { compareRetentions } = await fetchApi(CompareRetentionsDocument, variables);
    return compareRetentions.differences;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'NOT_FOUND') return [];
    throw error;
  }
}

function leaveOut(params: CompareParams, { kind, slug }: CompareEntry): CompareParams {
  const list = kind === 'model' ? 'models' : 'families';
  return { ...params, [list]: params[list].filter((one) => one !== slug) };
}
