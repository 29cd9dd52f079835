import { posix, win32 } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isModelReference } from './is-model-reference.ts';

const PIECES = [
  '..',
  '.',
  '/',
  '\\',
  'org',
  'name',
  '@',
  ':',
  'main',
  'q4',
  '%2e%2e',
  '%2f',
  '\0',
  '~',
  'C:',
  '-',
  '_',
  ' ',
  '\n',
  'http://',
  'file://',
  '169.254.169.254',
];
const hostile = fc.oneof(
  fc.string(),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }).map((pieces) => pieces.join('')),
);

describe('a reference that registerModel accepts', () => {
  it('stays below the model folders, on every system, and names no address', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        fc.pre(isModelReference(text));
        const [place = ''] = text.split(/[@:]/);
        for (const { join, sep } of [posix, win32]) {
          const root = `${sep}models`;
          expect(join(root, place).startsWith(`${root}${sep}`)).toBe(true);
        }
        // Inside an address it can only be a part of the path.
        const address = new URL(`/${place}/resolve/main/config.json`, 'https://hub.example');
        expect([address.host, address.pathname]).toEqual(['hub.example', `/${place}/resolve/main/config.json`]);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    '../etc',
    '/etc/passwd',
    'a/../../b',
    'org/..',
    'org/name@../x',
    'org/name:../x',
    'C:\\models',
    'http://127.0.0.1/x',
    '//host/share',
    'a/b/c',
    '',
  ])('is not %s', (text) => expect(isModelReference(text)).toBe(false));

  it.each(['lamina-llama-12', 'tiny:fp16', 'org/name', 'org/name@main:q4', 'org/name@v1.0:onnx/model.onnx'])('may be %s', (text) =>
    expect(isModelReference(text)).toBe(true),
  );
});
