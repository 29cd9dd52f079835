import { describe, expect, it } from '@jest/globals';
import { findNextTarget } from './find-next-target.ts';

const [first, second, third] = [
  { x: 1, y: 5, text: 'first' },
  { x: 1, y: 9, text: 'second' },
  { x: 3, y: 2, text: 'third' },
];
const targets = [third, first, second].flatMap((target) => target ?? []);
const go = (from: string | null, key: string) => findNextTarget(targets, targets.find(({ text }) => text === from) ?? null, key)?.text;

describe('findNextTarget', () => {
  it('goes from left to right, from top to bottom at one place, and stays at the ends', () => {
    expect([go(null, 'ArrowRight'), go('first', 'ArrowRight'), go('second', 'ArrowRight'), go('third', 'ArrowRight')]).toEqual([
      'first',
      'second',
      'third',
      'third',
    ]);
    expect([go('third', 'ArrowLeft'), go('first', 'ArrowLeft'), go(null, 'End'), go('third', 'Home')]).toEqual([
      'second',
      'first',
      'third',
      'first',
    ]);
  });

  it('leaves other keys to the page', () => {
    expect(go('first', 'Tab')).toBeUndefined();
  });
});
