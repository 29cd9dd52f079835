import type { ReactNode } from 'react';
import { RetentionCell } from '../pruning/retention-cell.tsx';
import { getStrategyLabel } from '../pruning/strategy-name.ts';
import { formatCompact, formatIndices, formatPercent, formatSignificant } from '../ui/format.ts';
import { Section } from '../ui/section.tsx';
import table from '../ui/table.module.css';
import type { PruningOverview, PruningSummary } from './summarize-prunings.ts';

export interface PruningsTableProps {
  readonly overview: PruningOverview;
  readonly blockCount: number;
}

/** Every pruning with every measured value: the numbers behind the curves. */
export function PruningsTable({ overview, blockCount }: PruningsTableProps): ReactNode {
  return (
    <Section
      id="prunings"
      title="Prunings"
      intro="Retention ± standard error per benchmark. Block numbers count from 0 at the input, in the unpruned model."
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
            {overview.prunings.map((pruning) => (
              <PruningRow key={pruning.id} pruning={pruning} overview={overview} blockCount={blockCount} />
            ))}
          </tbody>
        </table>
      </section>
    </Section>
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
