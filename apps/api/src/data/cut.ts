import { Prisma, type Sql } from '@lamina/database';

/** Parameter of conditions on the storage time: the end of time, or the cut-off time of the release that a request reads. */
export const CUT = new Date('9999-12-31T00:00:00Z');

/** The condition with the cut-off time of a release. */
export function withCut(condition: Sql, cut: Date): Sql {
  return new Prisma.Sql(
    condition.strings,
    condition.values.map((value) => (value === CUT ? cut : value)),
  );
}
