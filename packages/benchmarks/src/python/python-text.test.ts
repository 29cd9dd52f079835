import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { moveTrailingWhitespace } from '../requests/move-trailing-whitespace.ts';
import { isPythonWhitespace } from './python-text.ts';
import { countBytes, countCodePoints, countWords } from './text-length.ts';

// CPython 3.11: [c for c in range(0x110000) if chr(c).isspace()]
const PYTHON_WHITESPACE = [
  0x9, 0xa, 0xb, 0xc, 0xd, 0x1c, 0x1d, 0x1e, 0x1f, 0x20, 0x85, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007,
  0x2008, 0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000,
];

describe('isPythonWhitespace', () => {
  it('knows exactly the white space of Python', () => {
    const found = Array.from({ length: 0x110000 }, (_, code) => code).filter((code) => isPythonWhitespace(String.fromCodePoint(code)));
    expect(found).toEqual(PYTHON_WHITESPACE);
  });
});

describe('moveTrailingWhitespace', () => {
  it.each([
    ['Answer:', ' yes', 'Answer:', ' yes'],
    ['Answer: ', 'yes', 'Answer:', ' yes'],
    ['Answer:\n\u0085\u3000', ' yes', 'Answer:', '\n\u0085\u3000 yes'],
    ['a b \t', 'c', 'a b', ' \tc'],
    ['Answer:\ufeff', ' yes', 'Answer:\ufeff', ' yes'],
    ['😀 ', 'x', '😀', ' x'],
    ['  ', 'yes', '', '  yes'],
    ['', ' yes', '', ' yes'],
  ])('splits %j and %j as the harness does', (context, continuation, expectedContext, expectedContinuation) => {
    expect(moveTrailingWhitespace(context, continuation)).toEqual({ context: expectedContext, continuation: expectedContinuation });
  });

  it('keeps the joined text, and moves nothing a second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('', ' ', '\n\t', '\u0085 '), fc.string(), (head, space, continuation) => {
        const moved = moveTrailingWhitespace(head + space, continuation);
        expect(moved.context + moved.continuation).toBe(head + space + continuation);
        expect(moveTrailingWhitespace(moved.context, moved.continuation)).toEqual(moved);
      }),
    );
  });
});

describe('text lengths', () => {
  it.each([
    // CPython 3.11: len(re.split(r"\s+", t)), len(t.encode()), len(t)
    ['The cat sat.\n on  the mat ', 7, 26, 26],
    ['Ünïcode — ok', 3, 16, 12],
    ['one', 1, 3, 3],
    [' a\u0085b\ufeffc\x1cd', 4, 11, 8],
    ['', 1, 0, 0],
    ['😀', 1, 4, 1],
  ])('of %j are those of Python', (text, words, bytes, codePoints) => {
    expect([countWords(text), countBytes(text), countCodePoints(text)]).toEqual([words, bytes, codePoints]);
  });
});
