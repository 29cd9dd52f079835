'use client';

import { useQueryStates } from 'nuqs';
import { type ReactNode, useCallback, useMemo } from 'react';
import { describeLeftOut } from '../pruning/retention-words.ts';
import { getStrategyLabel, STRATEGY_NAMES } from '../pruning/strategy-name.ts';
import { getUnitSetNoun } from '../pruning/unit-sets.ts';
import type { QuerySource } from '../query/query-source.ts';
import { DataTable } from '../table/data-table.tsx';
import { countOf } from '../ui/count-of.ts';
import { useNumbers } from '../ui/locale.tsx';
import { Section } from '../ui/section.tsx';
import { Select } from '../ui/select.tsx';
import type { EfficiencyFacts } from './load-insight.ts';
import { modelParsers } from './model-params.ts';
import { listPruningColumns } from './pruning-columns.tsx';
import type { PruningOverview, PruningSummary } from './summarize-prunings.ts';

export interface PruningsTableProps {
  readonly overview: PruningOverview;
  readonly slug: string;
  /** Speeds of the whole model and of its prunings; null if they could not be read. */
  readonly efficiencies: readonly EfficiencyFacts[] | null;
  readonly query: QuerySource;
}

/** Every pruning with every measured value: the numbers of the curves. */
export function PruningsTable({ overview, slug, efficiencies, query }: PruningsTableProps): ReactNode {
  const numbers = useNumbers();
  const [{ strategy }, setParams] = useQueryStates(modelParsers, { scroll: false });
  const strategies = STRATEGY_NAMES.filter((name) => overview.prunings.some((pruning) => pruning.strategy === name));
  const columns = useMemo(() => listPruningColumns(overview, { slug, numbers, efficiencies }), [overview, slug, numbers, efficiencies]);
  const shown = useMemo(
    () =>
      overview.prunings
        .filter((pruning) => strategy === null || pruning.strategy === strategy)
        .toSorted((a, b) => STRATEGY_NAMES.indexOf(a.strategy) - STRATEGY_NAMES.indexOf(b.strategy) || a.removedCount - b.removedCount),
    [overview, strategy],
  );
  const ids = useMemo(() => listRowIds(overview.prunings), [overview]);
  const getRowId = useCallback((pruning: PruningSummary) => ids.get(pruning) ?? pruning.id, [ids]);
  return (
    <Section
      id="prunings"
      title="Prunings"
      intro={`Every removal of ${getUnitSetNoun(overview.units)} with its retention per benchmark. ${overview.units === 'block' ? 'A plan repeats it in mergekit, transformers or llama.cpp.' : 'A plan repeats it; other tools can remove whole blocks only.'}`}
      actions={
        <Select
          label="Strategy"
          value={strategy ?? ''}
          options={[{ value: '', label: 'all' }, ...strategies.map((name) => ({ value: name, label: getStrategyLabel(name) }))]}
          onChange={(value) => setParams({ strategy: strategies.find((name) => name === value) ?? null })}
        />
      }
    >
      <DataTable
        title={`Prunings of ${slug}, ${getUnitSetNoun(overview.units)}${overview.aboveChance ? ', retention above chance' : ''}`}
        name="pruning"
        rows={shown}
        columns={columns}
        getRowId={getRowId}
        rowHeader="strategy"
        pinned={PINNED}
        status={[`${shown.length} of ${countOf(overview.prunings.length, 'pruning')}`, describeLeftOut(overview.leftOut)]
          .filter(Boolean)
          .join(' · ')}
        empty="No pruning by this strategy."
        query={query}
      />
    </Section>
  );
}

const PINNED = ['strategy', 'plan'] as const;

// Several runs may have prunings of the same strategy and count; the first one has the plain id.
function listRowIds(prunings: readonly PruningSummary[]): ReadonlyMap<PruningSummary, string> {
  const taken = new Set<string>();
  return new Map(
    prunings.map((pruning) => {
      const plain = `${pruning.strategy}/${pruning.removedCount}`;
      const id = taken.has(plain) ? `${plain}/${pruning.id}` : plain;
      taken.add(plain);
      return [pruning, id];
    }),
  );
}
