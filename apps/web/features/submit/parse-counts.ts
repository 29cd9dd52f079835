/** `"1, 2 4"` → `[1, 2, 4]`: numbers of layers in any order, without repeats; null for other text. */
export function parseCounts(text: string): readonly number[] | null {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  if (parts.some((part) => !/^[1-9]\d{0,3}$/.test(part))) return null;
  return [...new Set(parts.map(Number))].sort((left, right) => left - right);
}
