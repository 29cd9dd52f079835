/**
 * Which members of each group are taken where all together may be no more than `limit` different ones: one after the other from every group in turn, so that
 * a small group leaves its places to larger ones. Whoever is in `taken` already costs no place.
 */
export function sharePlaces(groups: readonly (readonly string[])[], taken: readonly string[], limit: number): string[][] {
  const chosen = new Set(taken);
  const shares = groups.map((): string[] => []);
  const longest = Math.max(0, ...groups.map(({ length }) => length));
  for (let place = 0; place < longest; place += 1) {
    for (const [index, group] of groups.entries()) {
      const member = group[place];
      if (member === undefined || (chosen.size >= limit && !chosen.has(member))) continue;
      chosen.add(member);
      shares[index]?.push(member);
    }
  }
  return shares;
}
