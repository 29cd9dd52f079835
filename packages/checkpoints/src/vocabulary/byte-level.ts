/** Bytes that byte-level BPE spells as the character of the same number; the others follow from U+0100 on (GPT-2 encoder.py, bytes_to_unicode). */
const PLAIN = /[!-~\xa1-\xac\xae-\xff]/;

const BYTES: ReadonlyMap<string, string> = createAlphabet();

function createAlphabet(): ReadonlyMap<string, string> {
  const alphabet = new Map<string, string>();
  let next = 0x100;
  for (let byte = 0; byte < 0x100; byte += 1) {
    const character = String.fromCharCode(byte);
    alphabet.set(PLAIN.test(character) ? character : String.fromCharCode(next), character);
    if (!PLAIN.test(character)) next += 1;
  }
  return alphabet;
}

/** The bytes of a token of byte-level BPE, one character each; null for one that its alphabet does not spell. */
export function readByteLevel(spelling: string): string | null {
  let bytes = '';
  for (const character of spelling) {
    const byte = BYTES.get(character);
    if (byte === undefined) return null;
    bytes += byte;
  }
  return bytes;
}
