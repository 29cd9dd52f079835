import type { TaskSettlement } from '@lamina/engine';
import { AppError, assertNever } from '@lamina/errors';

/** A verdict on one task, and the name under which a person reads it. */
export interface NamedSettlement extends Omit<TaskSettlement, 'metric' | 'filter' | 'seed' | 'method'> {
  readonly name: string;
  readonly metric: string;
}

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

/**
 * The check of `--fail-below` for builds. A settlement that stayed open is judged by its estimate over all documents.
 * @param settlements those of a margin pass
 * @throws AppError CONFLICT naming what keeps less than the bound
 */
export function checkSettlements(settlements: readonly NamedSettlement[]): void {
  const failed = settlements.flatMap(({ name, limit, verdict, documents, available, estimate, quantity }) => {
    if (limit.kind === 'margin') return [];
    if (verdict === 'worse') return [`${name} keeps less than ${limit.value} (settled after ${documents} of ${available} documents)`];
    const kept = quantity === 'log-ratio' ? estimate - Math.log(limit.value) : estimate;
    return verdict === 'open' && kept < 0
      ? [`${name} keeps less than ${limit.value} by all ${available} documents; the interval contains the limit`]
      : [];
  });
  if (failed.length > 0) throw new AppError('CONFLICT', `less is kept than --fail-below asks: ${failed.join('; ')}`);
}
