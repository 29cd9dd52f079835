/**
 * Python's white space (str.isspace, str.strip, re \s; Unicode 14 of Python 3.11), as the inside of a character class. JavaScript's \s differs: it lacks
 * U+001C–U+001F and U+0085, and has U+FEFF.
 */
export const PYTHON_WHITESPACE = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const ONE = new RegExp(`^[${PYTHON_WHITESPACE}]$`, 'u');
const RUN = new RegExp(`[${PYTHON_WHITESPACE}]+`, 'u');
const START = new RegExp(`^[${PYTHON_WHITESPACE}]+`, 'u');

/** Whether a character is white space in Python. @param character one character */
export function isPythonWhitespace(character: string): boolean {
  return ONE.test(character);
}

/** Python's re.split(r"\s+", text): the pieces between runs of white space, empty pieces at either end included; at least one. */
export function splitByWhitespace(text: string): string[] {
  return text.split(RUN);
}

/** Python's str.split() without an argument: the words between runs of white space, none of them empty. */
export function splitWords(text: string): string[] {
  return splitByWhitespace(text).filter((word) => word !== '');
}

/** Python's str.strip(). */
export function stripText(text: string): string {
  return lstripText(rstripText(text));
}

/** Python's str.lstrip(). */
export function lstripText(text: string): string {
  return text.replace(START, '');
}

/** Python's str.rstrip(). A pattern would read long runs of white space inside the text again and again. */
export function rstripText(text: string): string {
  let end = text.length;
  while (end > 0 && isPythonWhitespace(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** Python's str.capitalize(): the first code point in upper case and ALL the rest in lower case. */
export function capitalizeText(text: string): string {
  const [first = ''] = text;
  return first.toUpperCase() + text.slice(first.length).toLowerCase();
}

/** Python's str.isdigit() for values that templates print: at least one character, only decimal digits. */
export function isDigitText(text: string): boolean {
  return /^\p{Nd}+$/u.test(text);
}
