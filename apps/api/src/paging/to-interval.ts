/** An interval from its ends; null if either is unknown. */
export function toInterval(low: number | null, high: number | null): { readonly low: number; readonly high: number } | null {
  return low === null || high === null ? null : { low, high };
}
