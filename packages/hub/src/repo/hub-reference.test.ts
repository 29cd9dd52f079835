import { describe, expect, it } from '@jest/globals';
import { findHubReference, formatHubReference, parseHubReference } from './hub-reference.ts';

describe('parseHubReference', () => {
  it.each([
    ['org/name', { repo: 'org/name', revision: null, variant: null }],
    ['org/name:q4f16', { repo: 'org/name', revision: null, variant: 'q4f16' }],
    ['Org-1/name_2.5@v1.0', { repo: 'Org-1/name_2.5', revision: 'v1.0', variant: null }],
    ['org/name@refs/pr/3:fp16', { repo: 'org/name', revision: 'refs/pr/3', variant: 'fp16' }],
    ['org/name:cpu/int4/model.onnx', { repo: 'org/name', revision: null, variant: 'cpu/int4/model.onnx' }],
  ])('reads %s', (text, reference) => {
    expect(parseHubReference(text)).toEqual(reference);
    expect(formatHubReference(reference)).toBe(text);
  });

  it.each([
    'name',
    'a/b/c',
    '/etc/passwd',
    '../name',
    'org/..',
    'org/name..x',
    'org/a--b',
    'org/.name',
    'org/name.git',
    'org/name@',
    'org/name@../x',
    'org/name@a\0b',
    'org/name@-x',
    'org/name:',
    'org/name:../x.onnx',
    'org/name:a\\b',
    'org/name:/x',
    'org/na me',
    'https://hub/org/name',
    `org/${'n'.repeat(97)}`,
  ])('refuses %j', (text) => {
    expect(findHubReference(text)).toBeUndefined();
    expect(() => parseHubReference(text)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });
});
