import { describe, expect, it } from '@jest/globals';
import { messageOf, parseJsonOrRefuse } from './parse-json.ts';

describe('parseJsonOrRefuse', () => {
  it('gives the value', () => {
    expect(parseJsonOrRefuse('BAD_USER_INPUT', '{"a": [1]}', 'plan.json')).toEqual({ a: [1] });
  });

  it('refuses other text with the code, naming the place and the reason', () => {
    const parse = () => parseJsonOrRefuse('FILE_UNREADABLE', '{"a":', 'plan.json');
    expect(parse).toThrow(
      expect.objectContaining({ code: 'FILE_UNREADABLE', message: expect.stringMatching(/^plan\.json is not valid JSON: .+/) }),
    );
  });
});

it('messageOf is the message of an error, or what else was thrown as text', () => {
  expect([new Error('no'), 'no', 7].map(messageOf)).toEqual(['no', 'no', '7']);
});
