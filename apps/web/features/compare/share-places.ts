/**
 * Chooses members of several groups, at most `limit` different ones in total. Groups take turns, so that a small group leaves its unused places to
 * larger groups. Members in `taken` cost no place.
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
