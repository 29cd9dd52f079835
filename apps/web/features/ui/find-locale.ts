/** The language if the browser names none. */
const DEFAULT = 'en';

/** The first language of an Accept-Language header with supported number formats. Digits remain those of the page's text. */
export function findLocale(acceptLanguage: string | null): string {
  if (acceptLanguage === null) return DEFAULT;
  for (const part of acceptLanguage.split(',')) {
    const [tag = '', weight] = part.split(';').map((word) => word.trim());
    if (weight === 'q=0') continue;
    const locale = parse(tag);
    if (locale) return locale;
  }
  return DEFAULT;
}

function parse(tag: string): string | null {
  try {
    const { baseName } = new Intl.Locale(tag);
    return Intl.NumberFormat.supportedLocalesOf(baseName).length > 0 ? `${baseName}-u-nu-latn` : null;
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return null;
    throw error;
  }
}
