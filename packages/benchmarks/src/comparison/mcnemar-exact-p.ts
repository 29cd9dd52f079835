/**
 * McNemar's exact test of paired 0/1 results: the two-sided p of the hypothesis that losses and gains among the changed documents are equally likely,
 * min(1, 2 · P(X ≤ min(lost, gained))) with X binomial(lost + gained, ½); 1 if nothing changed.
 * @param lost documents right before and wrong after, integer ≥ 0
 * @param gained documents wrong before and right after, integer ≥ 0
 * @returns 0..1
 */
export function mcNemarExactP(lost: number, gained: number): number {
  const changed = lost + gained;
  let logBinomial = 0;
  let tail = 0;
  for (let i = 0; i <= Math.min(lost, gained); i++) {
    // Uses logarithms: above about a thousand changed documents the binomial coefficient overflows and 2^−n underflows.
    tail += Math.exp(logBinomial - changed * Math.LN2);
    logBinomial += Math.log((changed - i) / (i + 1));
  }
  return Math.min(1, 2 * tail);
}
