const FACTORS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, b: 1e9, g: 1e9, t: 1e12 };

/** `7B` → 7e9, `1.5 m` → 1.5e6, `12` → 12; null for an empty text, undefined for invalid text. */
export function parseAmount(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?|\.\d+)\s*([kmbgt]?)$/i.exec(text.trim()) ?? [];
  const factor = FACTORS[unit.toLowerCase()];
  return number !== undefined && factor !== undefined ? Number(number) * factor : undefined;
}
