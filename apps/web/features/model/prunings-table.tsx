import type { ReactNode } from 'react';
import { getStrategyLabel } from '../pruning/strategy-name.ts';
import { formatCompact, formatFixed, formatIndices, formatPercent, formatSignificant, MISSING } from '../ui/format.ts';
import { Section } from '../ui/section.tsx';
import table from '../ui/table.module.css';
import type { Measured, PruningOverview, PruningSummary } from './summarize-prunings.ts';

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
                <th key={name} scope="col" className={table.number}>
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
        <MeasuredCell key={name} column={name} measured={pruning.retention[name]} />
      ))}
      {overview.perplexityText && (
        <td className={table.number} data-column="perplexity" data-value={pruning.perplexity?.value ?? ''}>
          {formatSignificant(pruning.perplexity?.value)}
        </td>
      )}
    </tr>
  );
}

function MeasuredCell({ column, measured }: { readonly column: string; readonly measured: Measured | undefined }): ReactNode {
  return (
    <td className={table.number} data-column={column} data-value={measured?.value ?? ''}>
      {measured ? formatFixed(measured.value, 3) : <span className={table.dim}>{MISSING}</span>}
      {measured?.standardError != null && <span className={table.sub}>± {formatFixed(measured.standardError, 3)}</span>}
    </td>
  );
}
