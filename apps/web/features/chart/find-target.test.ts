import { expect, it } from '@jest/globals';
import { findTarget } from './find-next-target.ts';

const targets = [
  { x: 10, y: 10, text: 'first' },
  { x: 30, y: 100, text: 'second' },
];

it('means the nearest point, and none that is far away', () => {
  expect(findTarget(targets, { x: 14, y: 20 })?.text).toBe('first');
  expect(findTarget(targets, { x: 30, y: 55 })).toBeNull();
  expect(findTarget([], { x: 0, y: 0 })).toBeNull();
});
