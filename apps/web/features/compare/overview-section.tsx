'use client';

import type { ReactNode } from 'react';
import type { QuerySource } from '../query/query-source.ts';
import { Section } from '../ui/section.tsx';
import type { Overview } from './build-overview.ts';
import type { CompareEntry } from './compare-entry.ts';
import { CompareSettings } from './compare-settings.tsx';
import type { Retention } from './load-comparison.ts';
import { OverviewTable } from './overview-table.tsx';

export interface OverviewSectionProps {
  readonly entries: readonly CompareEntry[];
  readonly retention: Retention;
  readonly overview: Overview;
  readonly baseline: CompareEntry | null;
  readonly query: QuerySource;
}

/** The first answer of a comparison, with the settings that it and the retentions below it depend on. */
export function OverviewSection({ entries, retention, overview, baseline, query }: OverviewSectionProps): ReactNode {
  return (
    <Section
      id="overview"
      title="How good, how much is kept, how fast?"
      intro="Accuracy of the whole models, and retention and speed of the pruned ones at the chosen share. A dash means that nothing is measured yet."
      actions={<CompareSettings entries={entries} baseline={baseline} lanes={retention.lanes} lane={retention.lane} />}
    >
      <OverviewTable overview={overview} aboveChance={retention.aboveChance} query={query} />
    </Section>
  );
}
