'use client';

import type { ReactNode } from 'react';
import type { ComparisonResultFragment } from '../../generated/graphql.ts';
import type { QuerySource } from '../query/query-source.ts';
import { Section } from '../ui/section.tsx';
import { AgreementTable } from './agreement-table.tsx';
import type { CompareEntry } from './compare-entry.ts';
import type { CompareMetric } from './compare-params.ts';
import { InfluenceChart } from './influence-chart.tsx';

export interface ScoreComparisonProps {
  readonly entries: readonly CompareEntry[];
  readonly result: ComparisonResultFragment;
  readonly query: QuerySource;
  /** The metrics to choose from; empty for a saved comparison, which does not change. */
  readonly metrics: readonly CompareMetric[];
}

/** How much each layer matters, by relative depth. */
export function InfluenceSection({ title, ...chart }: ScoreComparisonProps & { readonly title: string }): ReactNode {
  return (
    <Section id="influence" title={title} intro="Layers are aligned by relative depth, so that models of any size share one axis.">
      <InfluenceChart {...chart} />
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
        <AgreementTable entries={entries} result={result} query={query} />
      </Section>
    </>
  );
}
