import { getAt } from '@lamina/errors';
import type { Database } from '../connection/create-database.ts';

/** A caller's budget, in seconds of its refilling. */
export interface BudgetSpending {
  /** Digest that identifies the caller. */
  readonly caller: string;
  /** How long the budget needs to refill what is spent. Negative: what was spent before is given back. */
  readonly seconds: number;
  /** How long an empty budget needs until it is full. */
  readonly fullSeconds: number;
}

/** A budget after an attempt to spend. */
export interface BudgetState {
  /** True if the budget held enough; if not, nothing was spent. */
  readonly isSpent: boolean;
  /** Seconds until the budget is full. */
  readonly untilFullSeconds: number;
}

interface Row {
  readonly seconds: number;
}

const UNTIL_FULL = `greatest(0, extract(epoch FROM "fullAt" - clock_timestamp()))::float8`;

/**
 * Spends from a budget that refills evenly (generic cell rate algorithm, ITU-T I.371): one instant per caller says when the budget is full. All times
 * are the database's, so that processes on machines with other clocks share one budget.
 */
export async function spendBudget(
  { pool }: Pick<Database, 'pool'>,
  { caller, seconds, fullSeconds }: BudgetSpending,
): Promise<BudgetState> {
  const spent = await pool.query<Row>({
    name: 'spend-budget',
    text: `
      INSERT INTO "RateBudget" AS budget ("caller", "fullAt")
      SELECT $1, clock_timestamp() + $2::float8 * interval '1 second' WHERE $2::float8 <= $3::float8
      ON CONFLICT ("caller") DO UPDATE SET "fullAt" = GREATEST(budget."fullAt", clock_timestamp()) + $2::float8 * interval '1 second'
        WHERE GREATEST(budget."fullAt", clock_timestamp()) + $2::float8 * interval '1 second'
          <= clock_timestamp() + $3::float8 * interval '1 second'
      RETURNING ${UNTIL_FULL} AS "seconds"`,
    values: [caller, seconds, fullSeconds],
  });
  const [row] = spent.rows;
  if (row !== undefined) return { isSpent: true, untilFullSeconds: row.seconds };
  const budget = await pool.query<Row>({
    name: 'read-budget',
    text: `SELECT coalesce(max(${UNTIL_FULL}), 0) AS "seconds" FROM "RateBudget" WHERE "caller" = $1`,
    values: [caller],
  });
  return { isSpent: false, untilFullSeconds: getAt(budget.rows, 0).seconds };
}

/** Deletes the rows of callers whose budget is full. */
export async function forgetFullBudgets({ pool }: Pick<Database, 'pool'>): Promise<void> {
  await pool.query('DELETE FROM "RateBudget" WHERE "fullAt" < clock_timestamp()');
}
