/** Shown for a missing value; show the reason next to it. */
export const MISSING = '–';

type Value = number | null | undefined;

const formats = new Map<string, Intl.NumberFormat>();

/** A number in English, as the sentences around it, with a real minus sign and a dash for a missing value. */
function write(value: Value, options: Intl.NumberFormatOptions): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
  const key = JSON.stringify(options);
  const format = formats.get(key) ?? new Intl.NumberFormat('en', options);
  formats.set(key, format);
  return format.format(value).replaceAll('-', '−');
}

/** How the page writes numbers, also in files. */
export const numbers = {
  /** `0.9134` with 3 digits → `0.913`. */
  fixed: (value: Value, digits: number): string => write(value, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  /** Three significant digits by default, for values of unknown size such as perplexities. */
  significant: (value: Value, digits = 3): string => {
    const isExtreme = typeof value === 'number' && value !== 0 && (Math.abs(value) >= 1e6 || Math.abs(value) < 1e-4);
    if (isExtreme && Number.isFinite(value)) return value.toExponential(digits - 1).replaceAll('-', '−');
    return write(value, { minimumSignificantDigits: digits, maximumSignificantDigits: digits });
  },
  /** At most three significant digits by default: `1.25`, `20`. */
  rounded: (value: Value, digits = 3): string => write(value, { maximumSignificantDigits: digits }),
  /** `0.25` → `25 %`, with one decimal if needed; `digits` fixes the number of decimals, for columns of numbers. */
  percent: (value: Value, digits?: number, sign: 'auto' | 'always' = 'auto'): string => {
    const decimals = digits ?? 1;
    const [least, share] = [10 ** -decimals, typeof value === 'number' ? value * 100 : value];
    // A small share is not nothing, and nothing has no decimals.
    const isSmall = typeof share === 'number' && share !== 0 && Math.abs(share) < least / 2;
    const fewest = share === 0 || digits === undefined ? 0 : digits;
    const signDisplay = isSmall ? 'auto' : sign;
    const written = write(isSmall ? least : share, { minimumFractionDigits: fewest, maximumFractionDigits: decimals, signDisplay });
    return written === MISSING ? MISSING : `${isSmall ? 'under ' : ''}${written} %`;
  },
  /** `12345` → `12,345`. */
  integer: (value: Value): string => write(value, { maximumFractionDigits: 0 }),
  /** `1310720` → `1.31M`. */
  compact: (value: Value): string => write(value, { notation: 'compact', maximumSignificantDigits: 3 }),
};
