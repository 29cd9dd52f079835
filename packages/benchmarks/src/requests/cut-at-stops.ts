/**
 * A written answer up to the first of its stop texts: for each stop in turn, what stands before its first occurrence; empty stops are
 * passed over.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/models/utils.py, postprocess_generated_text.
 */
export function cutAtStops(text: string, until: readonly string[]): string {
  return until.reduce((rest, stop) => (stop === '' ? rest : (rest.split(stop, 1)[0] ?? '')), text);
}
