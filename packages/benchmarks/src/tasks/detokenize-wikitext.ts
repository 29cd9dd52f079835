/** The replacement steps in order; texts are replaced literally. */
const STEPS: readonly (readonly [RegExp | string, string])[] = [
  ["s '", "s'"],
  // Meant for quotes before digits, but as written in the harness it matches only between slashes.
  [/\/' [0-9]\//g, "/'[0-9]/"],
  [' @-@ ', '-'],
  [' @,@ ', ','],
  [' @.@ ', '.'],
  [' : ', ': '],
  [' ; ', '; '],
  [' . ', '. '],
  [' ! ', '! '],
  [' ? ', '? '],
  [' , ', ', '],
  [/\(\s*([^)]*?)\s*\)/g, '($1)'],
  [/\[\s*([^\]]*?)\s*\]/g, '[$1]'],
  [/\{\s*([^}]*?)\s*\}/g, '{$1}'],
  [/"\s*([^"]*?)\s*"/g, '"$1"'],
  [/'\s*([^']*?)\s*'/g, "'$1'"],
  ['= = = =', '===='],
  ['= = =', '==='],
  ['= =', '=='],
  [` ${String.fromCharCode(176)} `, String.fromCharCode(176)],
  [' \n', '\n'],
  ['\n ', '\n'],
  [' N ', ' 1 '],
  [" 's", "'s"],
];

/**
 * Undoes the tokenization of the WikiText corpus: spaces before punctuation, inside brackets and quotes, around hyphens.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/tasks/wikitext/preprocess_wikitext.py, wikitext_detokenizer (its quirks included).
 */
export function detokenizeWikitext(page: string): string {
  return STEPS.reduce((text, [from, to]) => text.replaceAll(from, to), page);
}
