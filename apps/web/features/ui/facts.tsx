import type { ReactNode } from 'react';
import panel from './panel.module.css';

export interface FactsProps {
  /** Terms and their values; a fact without a value is left out. */
  readonly facts: readonly (readonly [term: string, value: ReactNode])[];
}

/** Facts in a line, each below its term. */
export function Facts({ facts }: FactsProps): ReactNode {
  const stated = facts.filter(([, value]) => value !== null && value !== false);
  return (
    <dl className={panel.facts}>
      {stated.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
