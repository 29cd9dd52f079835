import { describe, expect, it } from '@jest/globals';
import { parsePythonJson, printPythonJson } from './read-files.ts';

describe('parsePythonJson', () => {
  it('keeps what Python writes beyond JSON, and leaves texts alone', () => {
    const text =
      '{\n  "time_step_limit": [\n    0.0,\n    Infinity\n  ],\n  "floor": -Infinity,\n  "bad": NaN,\n  "name": "to Infinity, \\"NaN\\""\n}';
    const value = parsePythonJson(text);
    expect(value).toMatchObject({ name: 'to Infinity, "NaN"' });
    expect(printPythonJson(value)).toBe(text.replace('0.0', '0'));
  });

  it('refuses what neither is', () => {
    expect(() => parsePythonJson('{ "a": Infinite }')).toThrow(SyntaxError);
  });
});
