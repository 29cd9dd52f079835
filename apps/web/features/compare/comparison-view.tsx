'use client';

import type { ReactNode } from 'react';
import type { ComparisonResultFragment } from '../../generated/graphql.ts';
import { describeLeftOut } from '../pruning/retention-words.ts';
import type { QuerySource } from '../query/query-source.ts';
import { useNumbers } from '../ui/locale.tsx';
import { Notice } from '../ui/notice.tsx';
import { Section } from '../ui/section.tsx';
import { AgreementCharts } from './agreement-charts.tsx';
import type { RetentionRow } from './build-retention.ts';
import styles from './compare.module.css';
import { type CompareEntry, listMembers } from './compare-entry.ts';
import type { CompareMetric } from './compare-params.ts';
import { InfluenceChart } from './influence-chart.tsx';
import type { Retention } from './load-comparison.ts';
import { RetentionChart } from './retention-chart.tsx';
import { RetentionTable } from './retention-table.tsx';
import { useEntryStyles } from './use-entry-styles.ts';

export interface ScoreComparisonProps {
  readonly entries: readonly CompareEntry[];
  readonly result: ComparisonResultFragment;
  readonly query: QuerySource;
  /** The metrics to choose from; empty for a saved comparison, which does not change. */
  readonly metrics: readonly CompareMetric[];
}

/** How much each layer matters, by relative depth. */
export function InfluenceSection({ title, ...chart }: ScoreComparisonProps & { readonly title: string }): ReactNode {
  const looks = useEntryStyles(chart.entries);
  return (
    <Section id="influence" title={title} intro="Layers are aligned by relative depth, so that models of any size share one axis.">
      <InfluenceChart {...chart} styles={looks} />
    </Section>
  );
}

/** Comparison of layers: how much each matters, and whether the entries agree. */
export function ScoreComparison({ entries, result, query, metrics }: ScoreComparisonProps): ReactNode {
  return (
    <>
      <InfluenceSection title="Where are they redundant?" entries={entries} result={result} query={query} metrics={metrics} />
      <Section
        id="agreement"
        title="Do they agree?"
        intro="Models with the same number of layers are compared layer by layer, others by ranges of relative depth."
      >
        <AgreementCharts entries={entries} result={result} query={query} />
      </Section>
    </>
  );
}

export interface RetentionComparisonProps {
  readonly entries: readonly CompareEntry[];
  readonly retention: Retention;
  readonly rows: readonly RetentionRow[];
  readonly baseline: CompareEntry | null;
  readonly query: QuerySource;
  /** The query of the differences from the baseline; null without a baseline. */
  readonly differencesQuery: QuerySource | null;
}

/** The cost of removing the same share from each entry. */
export function RetentionComparison(props: RetentionComparisonProps): ReactNode {
  const { entries, retention, rows, baseline, query, differencesQuery } = props;
  const numbers = useNumbers();
  const looks = useEntryStyles(entries);
  const prunings = new Map(retention.nodes.map((row) => [row.model.slug, row.pruning]));
  const members = listMembers(entries);
  const missing = members.filter(({ slug }) => !prunings.has(slug));
  const ratios = retention.nodes.map(({ pruning }) => pruning.removedBlockRatio);
  const isEqual = ratios.length < 2 || Math.max(...ratios) - Math.min(...ratios) < 0.005;
  return (
    <Section
      id="retention"
      title="What does removing the same share cost?"
      intro="Each model at its largest measured number of removed blocks within the share. All results were measured by one protocol."
    >
      <ul className={styles.facts}>
        {members.map((model) => {
          const pruning = prunings.get(model.slug);
          return pruning ? (
            <li key={model.slug}>
              {model.name}: {pruning.removedCount} of {model.blockCount} blocks ({numbers.percent(pruning.removedBlockRatio)})
            </li>
          ) : null;
        })}
        {!isEqual && (
          <li className={styles.caution}>The shares differ, because only whole blocks can be removed: read small differences with care.</li>
        )}
        {retention.leftOutAboveChance.length > 0 && (
          <li className={styles.caution}>Average retention above chance, {describeLeftOut(retention.leftOutAboveChance)}.</li>
        )}
        {missing.map((model) => (
          <li key={model.slug} className={styles.caution}>
            {model.name} is not comparable here because no pruning of it is evaluated by this protocol by this strategy at this share.
          </li>
        ))}
      </ul>
      {retention.nodes.length === 0 ? (
        <Notice title="Nothing is measured at these settings">
          <p>Another share, strategy or protocol may have results.</p>
        </Notice>
      ) : (
        <>
          <RetentionChart entries={entries} rows={rows} styles={looks} aboveChance={retention.aboveChance} query={query} />
          <RetentionTable
            entries={entries}
            rows={rows}
            baseline={baseline}
            aboveChance={retention.aboveChance}
            query={differencesQuery ?? query}
          />
        </>
      )}
    </Section>
  );
}
