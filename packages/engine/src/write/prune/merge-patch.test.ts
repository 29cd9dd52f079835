import { describe, expect, it } from '@jest/globals';
import { createMergePatch } from './plan-descriptions.ts';

describe('createMergePatch', () => {
  it('names what changed, came and went, inside objects too, and replaces lists whole', () => {
    const before = { a: 1, b: [1, 2], c: { d: 1, e: 2 }, gone: true, same: { x: [1] } };
    const after = { a: 2, b: [1], c: { d: 1, e: 3, f: 4 }, same: { x: [1] }, come: null };
    expect(createMergePatch(before, after)).toEqual({ a: 2, b: [1], c: { e: 3, f: 4 }, come: null, gone: null });
  });
});
