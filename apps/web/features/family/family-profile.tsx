'use client';

import type { ReactNode } from 'react';
import type { ComparisonResultFragment } from '../../generated/graphql.ts';
import type { CompareEntry } from '../compare/compare-entry.ts';
import type { CompareMetric } from '../compare/compare-params.ts';
import { InfluenceChart } from '../compare/influence-chart.tsx';
import { useEntryStyles } from '../compare/use-entry-styles.ts';
import type { QuerySource } from '../query/query-source.ts';
import { Section } from '../ui/section.tsx';

export interface FamilyProfileProps {
  readonly entries: readonly CompareEntry[];
  readonly result: ComparisonResultFragment;
  readonly query: QuerySource;
  /** The metrics to choose from. */
  readonly metrics: readonly CompareMetric[];
}

/** Where the models of a family are redundant: their mean over relative depth, and each model. */
export function FamilyProfile({ entries, result, query, metrics }: FamilyProfileProps): ReactNode {
  const looks = useEntryStyles(entries);
  return (
    <Section
      id="influence"
      title="Where is the family redundant?"
      intro="Layers are aligned by relative depth, so that models of any size share one axis."
    >
      <InfluenceChart entries={entries} result={result} styles={looks} query={query} metrics={metrics} />
    </Section>
  );
}
