const UNITS = [
  [1e12, 'T'],
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'K'],
] as const;

/** A count of parameters as general.size_label has it: 135M, 1.5B (gguf-py, utility.py, size_label of a model without experts). */
export function describeSize(parameters: number): string {
  const [unit, suffix] = UNITS.find(([least]) => parameters > least) ?? [1e3, 'K'];
  const scaled = parameters / unit;
  const digits = Math.max(2 - String(Math.round(scaled)).replace(/^0+/, '').length, 0);
  return `${scaled.toFixed(digits)}${suffix}`;
}
