'use client';

import { useQueryStates } from 'nuqs';
import { type ReactNode, useMemo, useTransition } from 'react';
import { ChoiceFilter } from '../filter/choice-filter.tsx';
import { type ActiveFilter, FilterBar } from '../filter/filter-bar.tsx';
import { listChoices } from '../filter/list-choices.ts';
import { measureExtent } from '../filter/measure-extent.ts';
import { describeRange, RangeFilter } from '../filter/range-filter.tsx';
import { SearchField } from '../filter/search-field.tsx';
import { ChanceSwitch } from '../pruning/chance-switch.tsx';
import { getStrategyLabel, STRATEGY_NAMES } from '../pruning/strategy-name.ts';
import { Explain } from '../ui/explain.tsx';
import { useNumbers } from '../ui/locale.tsx';
import type { Numbers } from '../ui/numbers.ts';
import { Segments } from '../ui/segments.tsx';
import { Select } from '../ui/select.tsx';
import type { BoardRow } from './board-row.ts';
import {
  AXES,
  COMPLETENESS,
  filterParsers,
  type LeaderboardFilters,
  LOW_INFLUENCES,
  REMOVED_RATIOS,
  settingParsers,
} from './leaderboard-params.ts';
import { TreatmentSelects } from './treatment-selects.tsx';

export interface LeaderboardFilterBarProps {
  readonly rows: readonly BoardRow[];
  readonly lanes: readonly string[];
  readonly lane: string | null;
}

const STRATEGIES = [
  ...STRATEGY_NAMES.map((value) => ({ value, label: getStrategyLabel(value) })),
  { value: 'best' as const, label: 'Best strategy of each model (optimistic)' },
];
const MEASURED_LABELS: Readonly<Record<LeaderboardFilters['measured'], string>> = {
  all: 'All',
  complete: 'On every benchmark',
  partial: 'On some benchmarks',
};
const NO_FILTER = {
  q: null,
  family: null,
  precision: null,
  norm: null,
  measured: null,
  minParameters: null,
  maxParameters: null,
  minBlocks: null,
  maxBlocks: null,
};

/** Settings and filters of the leaderboard. The URL is the only state. */
export function LeaderboardFilterBar({ rows, lanes, lane }: LeaderboardFilterBarProps): ReactNode {
  const numbers = useNumbers();
  const [pending, startTransition] = useTransition();
  const [settings, setSettings] = useQueryStates(settingParsers, { shallow: false, startTransition, scroll: false, history: 'push' });
  const [filters, setFilters] = useQueryStates(filterParsers, { scroll: false });
  const choices = useMemo(
    () => ({
      family: listChoices(rows, ({ model }) => ({ value: model.family.slug, label: model.family.name })),
      precision: listChoices(rows, ({ model }) => ({ value: model.precision, label: model.precision })),
      norm: listChoices(rows, ({ model }) => ({ value: model.normPlacement.toLowerCase(), label: model.normPlacement.toLowerCase() })),
      parameters: measureExtent(rows, ({ model }) => model.parameterCount),
      blocks: measureExtent(rows, ({ model }) => model.blockCount),
    }),
    [rows],
  );
  const ratios = [...new Set([...REMOVED_RATIOS, settings.removed])].sort((a, b) => a - b);
  const thresholds = [...new Set([...LOW_INFLUENCES, filters.low])].sort((a, b) => a - b);
  return (
    <FilterBar
      pending={pending}
      active={listActive({ filters, setFilters, families: choices.family, numbers })}
      onClearAll={() => setFilters(NO_FILTER)}
      settings={
        <>
          <Segments
            label="Removed, at most"
            value={settings.removed}
            options={ratios.map((ratio) => ({ value: ratio, label: numbers.percent(ratio) }))}
            onChange={(removed) => setSettings({ removed })}
          />
          <Select
            label="Share of"
            value={settings.axis}
            options={AXES.map((value) => ({ value, label: value }))}
            onChange={(axis) => setSettings({ axis })}
          />
          <Select label="Chosen by" value={settings.strategy} options={STRATEGIES} onChange={(strategy) => setSettings({ strategy })} />
          <TreatmentSelects
            units={settings.units}
            treatment={settings.treatment}
            onUnits={(units) => setSettings({ units })}
            onTreatment={(treatment) => setSettings({ treatment })}
          />
          <ChanceSwitch />
          {lanes.length > 1 && (
            <>
              <Select
                label="Protocol"
                value={lane ?? ''}
                options={lanes.map((name) => ({ value: name, label: name }))}
                onChange={(name) => setSettings({ lane: name })}
              />
              <Explain term="protocol" />
            </>
          )}
          <Select
            label="Low influence"
            value={String(filters.low)}
            options={thresholds.map((value) => ({ value: String(value), label: `< ${value}` }))}
            onChange={(low) => setFilters({ low: Number(low) })}
          />
        </>
      }
    >
      <SearchField label="Find a model" value={filters.q} onChange={(q) => setFilters({ q })} />
      <ChoiceFilter
        label="Family"
        choices={choices.family}
        chosen={filters.family}
        onChange={(family) => setFilters({ family: [...family] })}
      />
      <RangeFilter
        label="Parameters"
        range={{ low: filters.minParameters, high: filters.maxParameters }}
        extent={choices.parameters}
        onChange={({ low, high }) => setFilters({ minParameters: low, maxParameters: high })}
      />
      <RangeFilter
        label="Blocks"
        range={{ low: filters.minBlocks, high: filters.maxBlocks }}
        extent={choices.blocks}
        onChange={({ low, high }) => setFilters({ minBlocks: low, maxBlocks: high })}
      />
      <ChoiceFilter
        label="Precision"
        choices={choices.precision}
        chosen={filters.precision}
        onChange={(precision) => setFilters({ precision: [...precision] })}
      />
      <ChoiceFilter label="Norm" choices={choices.norm} chosen={filters.norm} onChange={(norm) => setFilters({ norm: [...norm] })} />
      <Select
        label="Measured"
        value={filters.measured}
        options={COMPLETENESS.map((value) => ({ value, label: MEASURED_LABELS[value] }))}
        onChange={(measured) => setFilters({ measured })}
      />
    </FilterBar>
  );
}

interface ActiveOptions {
  readonly filters: LeaderboardFilters;
  readonly setFilters: (changes: { [Key in keyof LeaderboardFilters]?: LeaderboardFilters[Key] | null }) => unknown;
  readonly families: readonly { readonly value: string; readonly label: string }[];
  readonly numbers: Numbers;
}

function listActive({ filters, setFilters, families, numbers }: ActiveOptions): ActiveFilter[] {
  const list = (key: 'family' | 'precision' | 'norm', label: string) =>
    filters[key].map((value) => ({
      key: `${key}-${value}`,
      label: `${label}: ${families.find((family) => key === 'family' && family.value === value)?.label ?? value}`,
      onClear: () => setFilters({ [key]: filters[key].filter((one) => one !== value) }),
    }));
  const range = (label: string, low: 'minParameters' | 'minBlocks', high: 'maxParameters' | 'maxBlocks') =>
    filters[low] === null && filters[high] === null
      ? []
      : [
          {
            key: label,
            label: describeRange(label, { low: filters[low], high: filters[high] }, numbers),
            onClear: () => setFilters({ [low]: null, [high]: null }),
          },
        ];
  return [
    ...(filters.q === '' ? [] : [{ key: 'q', label: `“${filters.q}”`, onClear: () => setFilters({ q: null }) }]),
    ...list('family', 'Family'),
    ...range('Parameters', 'minParameters', 'maxParameters'),
    ...range('Blocks', 'minBlocks', 'maxBlocks'),
    ...list('precision', 'Precision'),
    ...list('norm', 'Norm'),
    ...(filters.measured === 'all'
      ? []
      : [{ key: 'measured', label: MEASURED_LABELS[filters.measured], onClear: () => setFilters({ measured: null }) }]),
  ];
}
