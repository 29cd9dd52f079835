'use client';

import { useQueryStates } from 'nuqs';
import { type ReactNode, useMemo } from 'react';
import { CHOSEN_ON } from '../pruning/chosen-on-column.ts';
import { getStrategyLabel, toStrategyName } from '../pruning/strategy-name.ts';
import { describeUnits, getUnitSetLabel, getUnitSetNoun, UNIT_SETS, type UnitSet } from '../pruning/unit-sets.ts';
import type { QuerySource } from '../query/query-source.ts';
import { type Column, toBytesColumn, toIntervalColumn, toNumberColumn } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import control from '../ui/control.module.css';
import { countOf } from '../ui/format.ts';
import { numbers } from '../ui/numbers.ts';
import { Select } from '../ui/select.tsx';
import type { PruningFacts } from './load-model.ts';
import { modelParsers } from './model-params.ts';
import { PlanMenu } from './plan-menu.tsx';

export interface PruningsTabProps {
  readonly prunings: readonly PruningFacts[];
  readonly units: UnitSet;
  readonly slug: string;
  readonly query: QuerySource;
}

/** Every removal without repair of one set of units: what it costs on each text, and its plan for other tools. */
export function PruningsTab({ prunings, units, slug, query }: PruningsTabProps): ReactNode {
  const [, setParams] = useQueryStates(modelParsers, { scroll: false, shallow: false });
  const columns = useMemo(() => listColumns(prunings, slug), [prunings, slug]);
  return (
    <>
      <div className={control.bar}>
        <Select
          label="Units"
          value={units}
          options={UNIT_SETS.map((set) => ({ value: set, label: getUnitSetLabel(set) }))}
          onChange={(value) => setParams({ units: value })}
        />
      </div>
      <DataTable
        title={`Prunings of ${slug}, ${getUnitSetNoun(units)}`}
        name="pruning"
        rows={prunings}
        columns={columns}
        rowHeader="strategy"
        sort={SORT}
        status={countOf(prunings.length, 'pruning')}
        empty={`No ${getUnitSetNoun(units)} were removed from this model yet.`}
        query={query}
      />
    </>
  );
}

const SORT = [{ id: 'count', desc: false }] as const;

function listColumns(prunings: readonly PruningFacts[], slug: string): readonly Column<PruningFacts>[] {
  const texts = [...new Set(prunings.flatMap(({ textEvaluations }) => textEvaluations.nodes.map(({ text }) => text)))].sort();
  return [
    {
      id: 'strategy',
      title: 'Chosen by',
      width: 190,
      value: ({ strategy }) => getStrategyLabel(toStrategyName(strategy)),
      text: ({ strategy, seed }) => `${getStrategyLabel(toStrategyName(strategy))}${seed === null ? '' : `, seed ${seed}`}`,
      details: [{ id: 'seed', value: ({ seed }) => seed }],
    },
    CHOSEN_ON,
    {
      id: 'removed',
      title: 'Removed',
      definition: 'Indices of blocks in the whole model; 0 is nearest the input.',
      width: 190,
      value: describeUnits,
    },
    toNumberColumn({ id: 'count', title: 'Units', hint: 'removed', first: 'asc', width: 76 }, ({ removedCount }) => removedCount),
    toNumberColumn(
      { id: 'parameters', title: 'Parameters', hint: 'removed', width: 104 },
      ({ removedParameterRatio }) => removedParameterRatio,
      (value) => numbers.percent(value, 1),
    ),
    toBytesColumn<PruningFacts>({ id: 'cache', title: 'Cache', hint: 'per token' }, ({ cacheBytesPerToken }) => cacheBytesPerToken),
    ...texts.map((text) => toCostColumn(text)),
    {
      id: 'plan',
      title: 'Plan',
      definition: 'The removal for tools that work on the original weights, and the written model where there is one.',
      width: 104,
      value: ({ removed }) => removed.join(' '),
      render: (pruning) => <PlanMenu pruning={pruning} slug={slug} />,
      details: [{ id: 'certificate_max_logit_difference', value: ({ certificate }) => certificate?.maxLogitDifference ?? null }],
    },
  ];
}

function toCostColumn(text: string): Column<PruningFacts> {
  const head = { id: text, title: text, hint: '× perplexity, 95 %', first: 'asc', width: 180 } as const;
  return toIntervalColumn(head, ({ textEvaluations }) => {
    const { loss = null, confidenceInterval = null } = textEvaluations.nodes.find((one) => one.text === text) ?? {};
    return loss === null
      ? null
      : { value: 1 + loss, interval: confidenceInterval && { low: 1 + confidenceInterval.low, high: 1 + confidenceInterval.high } };
  });
}
