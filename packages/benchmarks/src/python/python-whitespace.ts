const CLASS = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const ONE = new RegExp(`^${CLASS}$`, 'u');
const RUN = new RegExp(`${CLASS}+`, 'u');

/**
 * Whether a character is white space in Python (str.isspace, str.strip, re \s; Unicode 14 of Python 3.11). JavaScript's \s differs: it
 * lacks U+001C–U+001F and U+0085, and has U+FEFF.
 * @param character one character
 */
export function isPythonWhitespace(character: string): boolean {
  return ONE.test(character);
}

/** Python's re.split(r"\s+", text): the pieces between runs of white space, empty pieces at either end included; at least one. */
export function splitByWhitespace(text: string): string[] {
  return text.split(RUN);
}
