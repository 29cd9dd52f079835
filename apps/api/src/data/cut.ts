import { Prisma } from '@lamina/database';
import type { Sql } from './sql.ts';

/** Parameter of a condition that looks at what was stored until the time of reading: the end of time, or the cut of the release that a request reads. */
export const CUT = new Date('9999-12-31T00:00:00Z');

/** The condition as of the cut of a release. */
export function withCut(condition: Sql, cut: Date): Sql {
  return new Prisma.Sql(
    condition.strings,
    condition.values.map((value) => (value === CUT ? cut : value)),
  );
}
