import type { ReactNode } from 'react';
import type { ControlVerdict } from '../../generated/graphql.ts';
import { getStrategyLabel, toStrategyName } from '../pruning/strategy-name.ts';
import { Badge, type BadgeTone } from '../ui/badge.tsx';
import { useNumbers } from '../ui/locale.tsx';
import type { Numbers } from '../ui/numbers.ts';
import table from '../ui/table.module.css';
import type { StrategyComparison } from './load-insight.ts';
import styles from './model.module.css';

const VERDICTS: Readonly<Record<ControlVerdict, { readonly word: string; readonly tone: BadgeTone }>> = {
  BEATS_CONTROL: { word: 'beats it', tone: 'good' },
  NOT_DISTINGUISHABLE: { word: 'not shown', tone: 'plain' },
  WORSE_THAN_CONTROL: { word: 'worse', tone: 'bad' },
  NO_CONTROL: { word: 'no control', tone: 'plain' },
};

/** Which strategies are better than removing inner blocks at random, at each number of removed blocks. */
export function ControlVerdicts({ comparison }: { readonly comparison: StrategyComparison }): ReactNode {
  const numbers = useNumbers();
  const steps = comparison.steps.filter(({ control }) => control !== null);
  const strategies = [...new Set(steps.flatMap(({ results }) => results.map(({ strategy }) => strategy)))];
  if (steps.length === 0) return null;
  return (
    <div>
      <p className={styles.quiet}>
        Does the strategy beat the random control? Only where it keeps more than every draw, and by more than the errors allow.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard */}
      <section className={table.scroller} aria-label="Against the random control" tabIndex={0}>
        <table className={table.table}>
          <caption className="visually-hidden">Strategies against the random control</caption>
          <thead>
            <tr>
              <th scope="col" className={table.first}>
                Strategy
              </th>
              {steps.map(({ removedCount }) => (
                <th key={removedCount} scope="col">
                  {removedCount} removed
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {strategies.map((strategy) => (
              <tr key={strategy} data-verdicts={toStrategyName(strategy)}>
                <th scope="row" className={table.first}>
                  {getStrategyLabel(toStrategyName(strategy))}
                </th>
                {steps.map(({ removedCount, results }) => {
                  const result = results.find((one) => one.strategy === strategy);
                  return (
                    <td key={removedCount} title={result?.statement} data-verdict={result?.verdict}>
                      {result && <Badge tone={VERDICTS[result.verdict].tone}>{VERDICTS[result.verdict].word}</Badge>}
                      {result && result.margin !== null && <span className={table.sub}>{formatMargin(result.margin, numbers)}</span>}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

function formatMargin(margin: number, numbers: Numbers): string {
  return `${margin > 0 ? '+' : ''}${numbers.fixed(margin, 3)}`;
}
