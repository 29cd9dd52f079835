const INTEGER = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

/** What stands for a value that is not there; the reason belongs beside it. */
export const MISSING = '–';

/** `0.9134` → `0.913`; a real minus sign; a dash for null. */
export function formatFixed(value: number | null | undefined, digits: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
  return value.toFixed(digits).replace('-', '−');
}

/** Three significant digits for values of unknown size, such as perplexities. */
export function formatSignificant(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
  if (value !== 0 && (Math.abs(value) >= 1e6 || Math.abs(value) < 1e-4)) return value.toExponential(digits - 1).replaceAll('-', '−');
  return new Intl.NumberFormat('en', { maximumSignificantDigits: digits, minimumSignificantDigits: digits })
    .format(value)
    .replace('-', '−');
}

/** `0.25` → `25 %`, one decimal where it is needed. */
export function formatPercent(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
  return `${Number((value * 100).toFixed(1))} %`.replace('-', '−');
}

/** `12345` → `12,345`. */
export function formatInteger(value: number | null | undefined): string {
  return value === null || value === undefined ? MISSING : INTEGER.format(value);
}

/** `1310720` → `1.31M`. */
export function formatCompact(value: number | null | undefined): string {
  return value === null || value === undefined ? MISSING : COMPACT.format(value);
}

/** `[0, 1, 2, 5]` → `0–2, 5`: block lists stay short. */
export function formatIndices(indices: readonly number[]): string {
  const runs: string[] = [];
  for (let start = 0; start < indices.length; ) {
    let end = start;
    while (indices[end + 1] === (indices[end] ?? 0) + 1) end++;
    runs.push(end - start >= 2 ? `${indices[start]}–${indices[end]}` : indices.slice(start, end + 1).join(', '));
    start = end + 1;
  }
  return runs.length > 0 ? runs.join(', ') : 'none';
}

/** First characters of a digest; the full one goes into a title. */
export function formatDigest(digest: string | null | undefined): string {
  return digest ? digest.slice(0, 12) : MISSING;
}
