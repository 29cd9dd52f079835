import { describe, expect, it } from '@jest/globals';
import { printPythonValue } from './print-python-value.ts';
import { parsePythonLiteral } from './python-literal.ts';

describe('parsePythonLiteral', () => {
  // Expected: ast.literal_eval of Python 3.11.
  it.each([
    ["['a', \"it's\", 'b\\'c']", ['a', "it's", "b'c"]],
    ["[{'question': 'x\\n', 'options': ['1', '2'], 'answer': 'A'}]", [{ question: 'x\n', options: ['1', '2'], answer: 'A' }]],
    ["('a', 1, -2.5, True, None, [],)", ['a', 1, -2.5, true, null, []]],
    ["'a' 'b'", 'ab'],
    ["'\\u00e9\\x41\\d'", 'éA\\d'],
    [' 1_000 ', 1000],
  ])('reads %j', (text, expected) => {
    expect(parsePythonLiteral(text)).toEqual(expected);
  });

  it.each(['[1', "'a", 'name', '[1] x', '{1: 2}'])('refuses %j with its place', (text) => {
    expect(() => parsePythonLiteral(text)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringContaining('at character') }),
    );
  });
});

describe('printPythonValue', () => {
  it('prints texts as they are and repr inside lists', () => {
    expect(printPythonValue('a')).toBe('a');
    expect(printPythonValue(["it's", 'a"b', 'both\'"', '\t\u0000', true, null, 1.5])).toBe(
      `["it's", 'a"b', 'both\\'"', '\\t\\x00', True, None, 1.5]`,
    );
  });
});
