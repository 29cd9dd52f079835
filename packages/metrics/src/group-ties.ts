/** A value that is ranked; its standard error is null where none is known (then only equal values tie with it). */
export interface RankedValue {
  readonly value: number;
  readonly standardError: number | null;
}

/** Where a value stands among the others. */
export interface TiePlace {
  /** 1 = best; values that cannot be told from the best of their group share its number. */
  readonly group: number;
  /** Ranks the value may have: 1 + the values clearly better, to n − the values clearly worse. */
  readonly rankLow: number;
  readonly rankHigh: number;
}

/** The 97.5th percentile of the normal distribution: two values differ when they are further apart than this many standard errors. */
const Z_95 = 1.959963984540054;

/**
 * Ranks values with ties: two values differ when |a − b| > z · sqrt(se_a² + se_b²). Groups are formed from the best value on: each group
 * begins with the best value not yet in one and takes the following values that do not differ from it.
 * @param values float64[n], from independent samples (paired differences need their own error)
 * @param options.isHigherBetter default true
 * @param options.z default 1.96 (95 %)
 * @returns one place per value, in the order given
 */
export function groupTies(
  values: readonly RankedValue[],
  options: { readonly isHigherBetter?: boolean; readonly z?: number } = {},
): TiePlace[] {
  const { isHigherBetter = true, z = Z_95 } = options;
  const sign = isHigherBetter ? -1 : 1;
  const isBetter = (a: RankedValue, b: RankedValue) =>
    sign * (a.value - b.value) < 0 && Math.abs(a.value - b.value) > z * Math.hypot(a.standardError ?? 0, b.standardError ?? 0);
  const groups = new Map<RankedValue, number>();
  let leader: RankedValue | undefined;
  for (const each of [...values].sort((a, b) => sign * (a.value - b.value))) {
    const isNew = leader === undefined || isBetter(leader, each);
    const number = (leader === undefined ? 0 : (groups.get(leader) ?? 0)) + (isNew ? 1 : 0);
    groups.set(each, number);
    if (isNew) leader = each;
  }
  return values.map((each) => ({
    group: groups.get(each) ?? 1,
    rankLow: 1 + values.filter((other) => isBetter(other, each)).length,
    rankHigh: values.length - values.filter((other) => isBetter(each, other)).length,
  }));
}
