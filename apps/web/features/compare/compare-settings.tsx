'use client';

import { useQueryStates } from 'nuqs';
import { type ReactNode, useTransition } from 'react';
import filter from '../filter/filter.module.css';
import { AXES, REMOVED_RATIOS } from '../leaderboard/leaderboard-params.ts';
import { TreatmentSelects } from '../leaderboard/treatment-selects.tsx';
import { ChanceSwitch } from '../pruning/chance-switch.tsx';
import { getStrategyLabel, STRATEGY_NAMES } from '../pruning/strategy-name.ts';
import { Explain } from '../ui/explain.tsx';
import { useNumbers } from '../ui/locale.tsx';
import { Segments } from '../ui/segments.tsx';
import { Select } from '../ui/select.tsx';
import type { CompareEntry } from './compare-entry.ts';
import { compareParsers } from './compare-params.ts';

export interface CompareSettingsProps {
  readonly entries: readonly CompareEntry[];
  readonly baseline: CompareEntry | null;
  readonly lanes: readonly string[];
  readonly lane: string | null;
}

const STRATEGIES = [
  ...STRATEGY_NAMES.map((value) => ({ value, label: getStrategyLabel(value) })),
  { value: 'best' as const, label: 'Best strategy of each model (optimistic)' },
];

/** The removed share, and the baseline of the comparison. */
export function CompareSettings({ entries, baseline, lanes, lane }: CompareSettingsProps): ReactNode {
  const numbers = useNumbers();
  const [pending, startTransition] = useTransition();
  const [params, setParams] = useQueryStates(compareParsers, { shallow: false, startTransition, scroll: false, history: 'push' });
  const ratios = [...new Set([...REMOVED_RATIOS, params.removed])].sort((a, b) => a - b);
  const models = entries.filter(({ kind }) => kind === 'model');
  return (
    <div className={pending ? `${filter.settings} ${filter.pending}` : filter.settings} aria-busy={pending}>
      <Segments
        label="Removed, at most"
        value={params.removed}
        options={ratios.map((ratio) => ({ value: ratio, label: numbers.percent(ratio) }))}
        onChange={(removed) => setParams({ removed })}
      />
      <Select
        label="Share of"
        value={params.axis}
        options={AXES.map((value) => ({ value, label: value }))}
        onChange={(axis) => setParams({ axis })}
      />
      <Select label="Chosen by" value={params.strategy} options={STRATEGIES} onChange={(strategy) => setParams({ strategy })} />
      <TreatmentSelects
        units={params.units}
        treatment={params.treatment}
        onUnits={(units) => setParams({ units })}
        onTreatment={(treatment) => setParams({ treatment })}
      />
      <ChanceSwitch />
      {models.length > 1 && baseline && (
        <Select
          label="Compared with"
          value={baseline.slug}
          options={models.map((entry) => ({ value: entry.slug, label: entry.label }))}
          onChange={(slug) => setParams({ baseline: slug })}
        />
      )}
      {lanes.length > 1 && (
        <>
          <Select
            label="Protocol"
            value={lane ?? ''}
            options={lanes.map((name) => ({ value: name, label: name }))}
            onChange={(name) => setParams({ lane: name })}
          />
          <Explain term="protocol" />
        </>
      )}
    </div>
  );
}
