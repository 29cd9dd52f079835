/**
 * A generated answer up to its first stop text: for each stop in turn, the text before its first occurrence; empty stops are ignored.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/models/utils.py, postprocess_generated_text.
 */
export function cutAtStops(text: string, until: readonly string[]): string {
  return until.reduce((rest, stop) => (stop === '' || !rest.includes(stop) ? rest : rest.slice(0, rest.indexOf(stop))), text);
}
