'use client';

import { useQueryStates } from 'nuqs';
import type { ReactNode } from 'react';
import { RetentionCell } from '../pruning/retention-cell.tsx';
import { getStrategyLabel, STRATEGY_NAMES, type StrategyName } from '../pruning/strategy-name.ts';
import control from '../ui/control.module.css';
import { formatCompact, formatIndices, formatPercent, formatSignificant } from '../ui/format.ts';
import { Section } from '../ui/section.tsx';
import table from '../ui/table.module.css';
import { modelParsers } from './model-params.ts';
import type { PruningOverview, PruningSummary } from './summarize-prunings.ts';

export interface PruningsTableProps {
  readonly overview: PruningOverview;
  readonly blockCount: number;
}

/** Every pruning with every measured value: the numbers behind the curves. */
export function PruningsTable({ overview, blockCount }: PruningsTableProps): ReactNode {
  const [{ strategy }, setParams] = useQueryStates(modelParsers, { scroll: false });
  const strategies = STRATEGY_NAMES.filter((name) => overview.prunings.some((pruning) => pruning.strategy === name));
  const shown = overview.prunings
    .filter((pruning) => strategy === null || pruning.strategy === strategy)
    .toSorted((a, b) => strategies.indexOf(a.strategy) - strategies.indexOf(b.strategy) || a.removedCount - b.removedCount);
  return (
    <Section
      id="prunings"
      title="Prunings"
      intro="Retention ± standard error per benchmark. Block numbers count from 0 at the input, in the unpruned model."
      actions={<StrategyFilter strategies={strategies} value={strategy} onChange={(value) => setParams({ strategy: value })} />}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard */}
      <section className={table.scroller} aria-label="Prunings" tabIndex={0}>
        <table className={table.table}>
          <caption className="visually-hidden">All prunings of this model by strategy and number of removed blocks</caption>
          <thead>
            <tr>
              <th scope="col" className={table.first}>
                Strategy
              </th>
              <th scope="col">Removed blocks</th>
              <th scope="col" className={table.number}>
                Blocks
              </th>
              <th scope="col" className={table.number}>
                Parameters
              </th>
              <th scope="col" className={table.number}>
                Average
              </th>
              {overview.benchmarks.map((name) => (
                <th key={name} scope="col" className={`${table.number} ${table.narrow}`}>
                  {name}
                </th>
              ))}
              {overview.perplexityText && (
                <th scope="col" className={table.number}>
                  Perplexity
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {shown.map((pruning) => (
              <PruningRow key={pruning.id} pruning={pruning} overview={overview} blockCount={blockCount} />
            ))}
          </tbody>
        </table>
      </section>
    </Section>
  );
}

interface StrategyFilterProps {
  readonly strategies: readonly StrategyName[];
  readonly value: StrategyName | null;
  readonly onChange: (value: StrategyName | null) => void;
}

function StrategyFilter({ strategies, value, onChange }: StrategyFilterProps): ReactNode {
  return (
    <label className={control.field}>
      Strategy
      <select
        className={control.select}
        value={value ?? ''}
        onChange={(event) => onChange(strategies.find((name) => name === event.target.value) ?? null)}
      >
        <option value="">all</option>
        {strategies.map((name) => (
          <option key={name} value={name}>
            {getStrategyLabel(name)}
          </option>
        ))}
      </select>
    </label>
  );
}

interface PruningRowProps extends PruningsTableProps {
  readonly pruning: PruningSummary;
}

function PruningRow({ pruning, overview, blockCount }: PruningRowProps): ReactNode {
  return (
    <tr data-pruning={`${pruning.strategy}/${pruning.removedCount}`}>
      <th scope="row" className={table.first}>
        {getStrategyLabel(pruning.strategy)}
        {pruning.seed !== null && pruning.strategy.startsWith('random') && <span className={table.sub}>seed {pruning.seed}</span>}
      </th>
      <td>{formatIndices(pruning.removed)}</td>
      <td className={table.number}>
        {pruning.removedCount} of {blockCount}
        <span className={table.sub}>−{formatPercent(pruning.removedBlockRatio)}</span>
      </td>
      <td className={table.number}>
        {formatCompact(pruning.parametersAfter)}
        <span className={table.sub}>−{formatPercent(pruning.removedParameterRatio)}</span>
      </td>
      {['average', ...overview.benchmarks].map((name) => (
        <RetentionCell
          key={name}
          column={name}
          value={pruning.retention[name]?.value}
          standardError={pruning.retention[name]?.standardError}
          strong={name === 'average'}
        />
      ))}
      {overview.perplexityText && (
        <td className={table.number} data-column="perplexity" data-value={pruning.perplexity?.value ?? ''}>
          {formatSignificant(pruning.perplexity?.value)}
        </td>
      )}
    </tr>
  );
}
