/** The largest number of characters of a passage. */
const PASSAGE_CHARACTERS = 1024;

/**
 * A text in passages of at most 1,024 characters (code points), of which each but the last ends after its last white space. A passage without white space
 * ends where it is full.
 */
export function cutPassages(text: string): readonly string[] {
  const characters = Array.from(text);
  const passages: string[] = [];
  for (let start = 0; start < characters.length; ) {
    const full = Math.min(start + PASSAGE_CHARACTERS, characters.length);
    const space = full < characters.length ? characters.slice(start, full).findLastIndex((character) => /\s/u.test(character)) : -1;
    const end = space < 0 ? full : start + space + 1;
    passages.push(characters.slice(start, end).join(''));
    start = end;
  }
  return passages;
}
