import { isPythonWhitespace } from './python-whitespace.ts';

/** Python's str.strip(): the text without white space at its ends. JavaScript's trim() uses other characters (see `isPythonWhitespace`). */
export function stripText(text: string): string {
  return lstripText(rstripText(text));
}

/** Python's str.lstrip(). */
export function lstripText(text: string): string {
  let start = 0;
  while (start < text.length && isPythonWhitespace(text.charAt(start))) start += 1;
  return text.slice(start);
}

/** Python's str.rstrip(). */
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

/** Python's str.split() without an argument: the words between runs of white space, none of them empty. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (!isPythonWhitespace(character)) word += character;
    else if (word !== '') {
      words.push(word);
      word = '';
    }
  }
  return word === '' ? words : [...words, word];
}
