/** Shown for a missing value; show the reason next to it. */
export const MISSING = '–';

type Value = number | null | undefined;

/** Number formats of one language, with a real minus sign and a dash for missing values. */
export interface Numbers {
  /** `0.9134` with 3 digits → `0.913`. */
  readonly fixed: (value: Value, digits: number) => string;
  /** Three significant digits by default, for values of unknown size such as perplexities. */
  readonly significant: (value: Value, digits?: number) => string;
  /** At most three significant digits by default: `1.25`, `20`. */
  readonly rounded: (value: Value, digits?: number) => string;
  /** `0.25` → `25 %`, with one decimal if needed; `digits` fixes the number of decimals, for columns of numbers. */
  readonly percent: (value: Value, digits?: number) => string;
  /** `12345` → `12,345`. */
  readonly integer: (value: Value) => string;
  /** `1310720` → `1.31M`. */
  readonly compact: (value: Value) => string;
}

/** The number formats of a language, by its BCP 47 tag. The result is the same on the server and in the browser. */
export function createNumbers(locale: string): Numbers {
  const formats = new Map<string, Intl.NumberFormat>();
  const write = (value: Value, key: string, options: Intl.NumberFormatOptions) => {
    if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
    const format = formats.get(key) ?? new Intl.NumberFormat(locale, options);
    formats.set(key, format);
    return format.format(value).replaceAll('-', '−');
  };
  return {
    fixed: (value, digits) => write(value, `fixed ${digits}`, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
    significant: (value, digits = 3) => {
      const isExtreme = typeof value === 'number' && value !== 0 && (Math.abs(value) >= 1e6 || Math.abs(value) < 1e-4);
      if (isExtreme && Number.isFinite(value)) return value.toExponential(digits - 1).replaceAll('-', '−');
      return write(value, `significant ${digits}`, { minimumSignificantDigits: digits, maximumSignificantDigits: digits });
    },
    rounded: (value, digits = 3) => write(value, `rounded ${digits}`, { maximumSignificantDigits: digits }),
    percent: (value, digits) => {
      const decimals = digits ?? 1;
      const [least, share] = [10 ** -decimals, typeof value === 'number' ? value * 100 : value];
      // A small share is not nothing, and nothing has no decimals.
      const isSmall = typeof share === 'number' && share !== 0 && Math.abs(share) < least / 2;
      const fewest = share === 0 || digits === undefined ? 0 : digits;
      const written = write(isSmall ? least : share, `percent ${fewest} ${decimals}`, {
        minimumFractionDigits: fewest,
        maximumFractionDigits: decimals,
      });
      return written === MISSING ? MISSING : `${isSmall ? 'under ' : ''}${written} %`;
    },
    integer: (value) => write(value, 'integer', { maximumFractionDigits: 0 }),
    compact: (value) => write(value, 'compact', { notation: 'compact', maximumSignificantDigits: 3 }),
  };
}

/** For files and programs: the same for every reader. */
export const MACHINE_NUMBERS = createNumbers('en');
