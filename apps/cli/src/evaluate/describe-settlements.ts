import { assertNever } from '@lamina/errors';
import type { NamedSettlement } from './named-settlement.ts';

/** For a person: a line per settlement. */
export function describeSettlements(settlements: readonly NamedSettlement[]): readonly string[] {
  return settlements.map((settlement) => `${settlement.name}: ${describeSettlement(settlement)}`);
}

function describeSettlement({
  metric,
  verdict,
  limit,
  documents,
  available,
  estimate,
  interval,
  quantity,
  confidence,
}: NamedSettlement): string {
  const percent = `${Number((100 * confidence).toFixed(2))} %`;
  const range = interval === null ? 'no interval yet' : `${percent} interval ${interval.low.toFixed(4)} to ${interval.high.toFixed(4)}`;
  const what = `${metric} ${SAID[verdict](describeLimit(limit))}`;
  const count = verdict === 'open' ? `after all ${available} documents` : `after ${documents} of ${available} documents`;
  return `${what} ${count} (${nameQuantity(quantity, limit)} ${estimate.toFixed(4)}, ${range})`;
}

const SAID: Readonly<Record<NamedSettlement['verdict'], (limit: string) => string>> = {
  worse: (limit) => `settled below ${limit}`,
  within: (limit) => `settled within ${limit}`,
  better: (limit) => `settled above ${limit}`,
  open: (limit) => `still open beside ${limit}`,
};

function describeLimit({ kind, value }: NamedSettlement['limit']): string {
  return kind === 'margin' ? `the margin of ${value}` : `a retention of ${value}`;
}

function nameQuantity(quantity: NamedSettlement['quantity'], { value }: NamedSettlement['limit']): string {
  switch (quantity) {
    case 'difference':
      return 'difference';
    case 'surplus':
      return `pruned − ${value} × dense`;
    case 'log-ratio':
      return 'ln(dense ÷ pruned)';
    default:
      return assertNever(quantity);
  }
}
